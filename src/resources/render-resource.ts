import type { StoredResource } from '../persistence/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { versionTag, type ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import { associationOf, type Association } from './associations.js';
import { locationOf } from './location.js';

/**
 * The JSON of a stored resource as clients see it: with its association and `meta` (RFC 7643 section 3.1),
 * as far as the projection takes it. Where it takes everything, the stored text is used as it is.
 */
export function renderResource(
  stored: StoredResource,
  type: ResourceType,
  association: Association | null,
  projection: Projection,
  baseUrl: string,
): string {
  const values = association?.values.get(stored.id);
  const meta = {
    resourceType: type.name,
    created: new Date(stored.createdAt).toISOString(),
    lastModified: new Date(stored.modifiedAt).toISOString(),
    location: locationOf(type, stored.id, baseUrl),
    version: versionTag(stored.version),
  };
  if (projection.takesAllBut(associationOf(type))) {
    const more = values === undefined ? '' : `,"${associationOf(type)}":[${values}]`;
    return `${stored.document.slice(0, -1)}${more},"meta":${JSON.stringify(meta)}}`;
  }
  const resource: ScimResource = { ...stored.resource };
  if (values !== undefined) resource[associationOf(type)] = JSON.parse(`[${values}]`);
  return JSON.stringify(projection.apply({ ...resource, meta }));
}
