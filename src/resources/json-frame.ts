import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { versionTag } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { Addresses } from './associations.js';
import { isoTime } from './iso-time.js';
import { locationOf } from './location.js';

/**
 * The JSON of a resource before and after the values of its association.
 * @param version the ETag of the answer
 */
export function jsonFrame(
  stored: StoredResource,
  type: ResourceType,
  name: string,
  projection: Projection,
  addresses: Addresses,
  version = versionTag(stored.version),
): { readonly head: string; readonly tail: string } {
  if (projection.takesAllBut(name)) {
    const meta = metaText(stored, type, addresses, version);
    return { head: `${stored.document.slice(0, -1)},"${name}":[`, tail: `],"meta":${meta}}` };
  }
  const meta = metaOf(stored, type, addresses.base, version);
  const rest = projection.apply({ ...stored.resource, meta });
  return { head: `${JSON.stringify(rest).slice(0, -1)},"${name}":[`, tail: ']}' };
}

/** `meta`, RFC 7643 section 3.1. */
export function metaOf(stored: StoredResource, type: ResourceType, baseUrl: string, version: string): object {
  return {
    resourceType: type.name,
    created: isoTime(stored.createdAt),
    lastModified: isoTime(stored.modifiedAt),
    location: locationOf(type, stored.id, baseUrl),
    version,
  };
}

/** `metaOf` as JSON text, without building the object: every resource of every page needs it. */
function metaText(
  { id, createdAt, modifiedAt }: StoredResource,
  { name }: ResourceType,
  { users, groups }: Addresses,
  version: string,
): string {
  const created = isoTime(createdAt);
  const lastModified = modifiedAt === createdAt ? created : isoTime(modifiedAt);
  return `{"resourceType":"${name}","created":"${created}","lastModified":"${lastModified}","location":${name === 'User' ? users : groups}${id}","version":${JSON.stringify(version)}}`;
}
