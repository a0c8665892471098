import type { StoredResource } from '../persistence/resource.repository.js';
import { versionTag, type ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { Association } from './associations.js';
import { locationOf } from './location.js';

/** A stored resource as clients see it: with its association and `meta` (RFC 7643 section 3.1). */
export function complete(
  stored: StoredResource,
  type: ResourceType,
  association: Association | null,
  baseUrl: string,
): ScimResource {
  const values = association?.values.get(stored.id);
  return {
    ...stored.resource,
    ...(association !== null && values !== undefined ? { [association.name]: values } : {}),
    meta: {
      resourceType: type.name,
      created: stored.createdAt.toISOString(),
      lastModified: stored.modifiedAt.toISOString(),
      location: locationOf(type, stored.id, baseUrl),
      version: versionTag(stored.version),
    },
  };
}
