import type { StoredResource } from '../persistence/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import { versionTag } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import { locationOf } from './location.js';

/**
 * What stands before and behind the values of an association in the JSON of a resource.
 * @param version the tag of the answer
 */
export function renderAround(
  stored: StoredResource,
  type: ResourceType,
  name: string,
  projection: Projection,
  baseUrl: string,
  version = versionTag(stored.version),
): { readonly head: string; readonly tail: string } {
  if (projection.takesAllBut(name)) {
    const meta = JSON.stringify(metaOf(stored, type, baseUrl, version));
    return { head: `${stored.document.slice(0, -1)},"${name}":[`, tail: `],"meta":${meta}}` };
  }
  const rest = projection.apply({ ...stored.resource, meta: metaOf(stored, type, baseUrl, version) });
  return { head: `${JSON.stringify(rest).slice(0, -1)},"${name}":[`, tail: ']}' };
}

/** `meta`, RFC 7643 section 3.1. */
export function metaOf(stored: StoredResource, type: ResourceType, baseUrl: string, version: string): object {
  return {
    resourceType: type.name,
    created: new Date(stored.createdAt).toISOString(),
    lastModified: new Date(stored.modifiedAt).toISOString(),
    location: locationOf(type, stored.id, baseUrl),
    version,
  };
}
