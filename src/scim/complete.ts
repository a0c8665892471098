import { ScimError } from './errors.js';
import { isObject, isUnassigned, type ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';

/**
 * The stored form of a resource: required attributes checked, nothing unassigned, `schemas` naming the
 * core schema and the extensions that hold something (RFC 7643 section 3), attributes in the order of
 * their definitions.
 * @throws ScimError invalidValue when a required attribute has no value
 */
export function completed(draft: ScimResource, type: ResourceType): ScimResource {
  const resource: ScimResource = { schemas: [] };
  for (const attribute of type.attributes) {
    if (attribute.association === true || attribute.name === 'schemas') continue;
    const value = draft[attribute.name];
    if (!isUnassigned(value)) resource[attribute.name] = value;
    else if (attribute.required) throw ScimError.invalidValue(`"${attribute.name}" is required`);
  }
  const schemas = [type.schema.id];
  for (const extension of type.extensions) {
    const values = draft[extension.id];
    if (!isObject(values) || Object.keys(values).length === 0) continue;
    resource[extension.id] = values;
    schemas.push(extension.id);
  }
  resource.schemas = schemas;
  return resource;
}
