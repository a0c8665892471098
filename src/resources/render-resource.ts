import { hash } from 'node:crypto';
import type { MembershipSearch } from '../persistence/members/membership-search.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { versionTag } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import {
  addressesUnder,
  associationOf,
  groupsOf,
  membersOf,
  type Addresses,
  type Association,
} from './associations.js';
import type { Json } from './json-pieces.js';
import { MEMBERS_IN_MEMORY, renderLargeGroup } from './large-group.js';
import { metaOf, jsonFrame } from './json-frame.js';

/** A resource as JSON with the ETag of this answer. */
export interface Rendered {
  readonly text: Json;
  readonly version: string;
  /** Whether it has values of the association, as far as the projection includes it. */
  readonly isAssociated: boolean;
}

const MARK_LENGTH = 11;
/** Maximum number of memberships of the users of one answer that are held in memory. */
const GROUPS_IN_MEMORY = 10_000;

/**
 * Renders stored resources as clients see them, with `meta` and associations (RFC 7643 section 3.1) as selected by the
 * projection. The JSON of each is produced when its part is called.
 * @param memberships `null` when none of the resources can have memberships or members
 * @param baseUrl of the SCIM endpoints
 * @returns null when the users have more groups together than are held in memory: render fewer at once
 */
export async function renderResources(
  resources: readonly StoredResource[],
  type: ResourceType,
  memberships: MembershipSearch | null,
  projection: Projection,
  baseUrl: string,
): Promise<(() => Rendered)[] | null> {
  const name = associationOf(type);
  const none: Association = new Map();
  const addresses = addressesUnder(baseUrl);
  if (memberships === null || resources.length === 0 || !projection.includes(name)) {
    return resources.map((stored) => () => renderResource(stored, type, none, projection, addresses));
  }
  const association =
    name === 'groups'
      ? await groupsOf(resources, memberships, addresses, resources.length > 1 ? GROUPS_IN_MEMORY : null)
      : await membersOf(resources, memberships, projection, addresses, MEMBERS_IN_MEMORY);
  if (association === null && name === 'groups') return null;
  return resources.map(
    (stored) => () =>
      association === null
        ? {
            text: renderLargeGroup(stored, type, memberships, projection, addresses),
            version: versionTag(stored.version),
            isAssociated: true,
          }
        : renderResource(stored, type, association, projection, addresses),
  );
}

/** When the projection includes everything, the stored text is used unchanged. */
function renderResource(
  stored: StoredResource,
  type: ResourceType,
  association: Association,
  projection: Projection,
  addresses: Addresses,
): Rendered {
  const name = associationOf(type);
  const values = association.get(stored.id);
  const version = versionTag(stored.version, name === 'groups' ? markOf(values) : '');
  const isAssociated = values !== undefined;
  if (projection.takesAllBut(name)) {
    const { head, tail } = jsonFrame(stored, type, name, projection, addresses, version);
    const text =
      values === undefined ? `${stored.document.slice(0, -1)},${tail.slice(2)}` : head + values + tail;
    return { text, version, isAssociated };
  }
  const more = values === undefined ? {} : { [name]: JSON.parse(`[${values}]`) as unknown };
  const meta = metaOf(stored, type, addresses.base, version);
  const text = JSON.stringify(projection.apply({ ...stored.resource, ...more, meta }));
  return { text, version, isAssociated };
}

/**
 * A membership changes only the version of the group, so the ETag of a user shown with groups includes a hash of them.
 */
function markOf(groups: string | undefined): string {
  return groups === undefined ? '' : hash('sha256', groups, 'base64url').slice(0, MARK_LENGTH);
}
