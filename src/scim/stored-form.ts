import type { AttributeDefinition } from './attribute.js';
import { ScimError } from './errors.js';
import { isObject, isUnassigned, type ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';

/**
 * The stored form of a resource: required attributes checked, unassigned ones left out, `schemas` naming the core
 * schema and the extensions with values (RFC 7643 section 3), attributes in the order of their definitions.
 * @throws ScimError invalidValue when a required attribute has no value
 */
export function storedForm(draft: ScimResource, type: ResourceType): ScimResource {
  const core = assigned(draft, type.attributes, '');
  const schemas = [type.schema.id];
  const extensions: ScimResource = {};
  for (const { id, attributes } of type.extensions) {
    const values = draft[id];
    if (!isObject(values) || Object.keys(values).length === 0) continue;
    extensions[id] = assigned(values, attributes, `${id}:`);
    schemas.push(id);
  }
  return { schemas, ...core, ...extensions };
}

function assigned(
  values: ScimResource,
  attributes: readonly AttributeDefinition[],
  prefix: string,
): ScimResource {
  const result: ScimResource = {};
  for (const { name, association, required } of attributes) {
    // `schemas` is derived from the rest.
    if (association === true || name === 'schemas') continue;
    const value = values[name];
    if (!isUnassigned(value)) result[name] = value;
    else if (required) throw ScimError.invalidValue(`"${prefix}${name}" is required`);
  }
  return result;
}
