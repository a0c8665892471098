import type { ResourceType } from '../scim/resource-type.js';

/** The address of a resource, identical in `meta.location`, `$ref` and headers: `<baseUrl>/Users/<id>`. */
export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${id}`;
}
