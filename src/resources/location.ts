import type { ResourceType } from '../scim/resource-type.js';

/** The address of a resource, the same in `meta.location`, in `$ref` and in headers. */
export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${id}`;
}
