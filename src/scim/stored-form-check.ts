import type { AttributeDefinition } from './attribute.js';
import { isObject, isUnassigned, type ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';
import { isOfType, MAX_VALUES } from './normalise.js';

/**
 * What keeps a resource from being in its stored form; null when it is. Values of a custom schema may lack attributes
 * that became required later.
 */
export function storedFormProblem(resource: ScimResource, type: ResourceType): string | null {
  const extensions = type.extensions.filter(({ id }) => Object.hasOwn(resource, id));
  const urns = extensions.map(({ id }) => id);
  const expected = [type.schema.id, ...urns];
  if (JSON.stringify(resource.schemas) !== JSON.stringify(expected)) {
    return `"schemas" must be ${JSON.stringify(expected)}`;
  }
  const missing = type.attributes.find(
    ({ name, required, association }) => required && association !== true && isUnassigned(resource[name]),
  );
  if (missing !== undefined) return `"${missing.name}" is required`;
  for (const { id, attributes } of extensions) {
    const problem = problemOfParts(resource[id], attributes, id, ':');
    if (problem !== null) return problem;
  }
  const core = Object.entries(resource).filter(([name]) => !urns.includes(name) && name !== 'schemas');
  return problemIn(core, type.attributes, '');
}

function problemOfParts(
  value: unknown,
  attributes: readonly AttributeDefinition[],
  where: string,
  separator: ':' | '.',
): string | null {
  const parts = isObject(value) ? Object.entries(value) : [];
  return parts.length === 0
    ? `"${where}" must be an object with values`
    : problemIn(parts, attributes, where + separator);
}

function problemIn(
  values: readonly (readonly [string, unknown])[],
  attributes: readonly AttributeDefinition[],
  prefix: string,
): string | null {
  for (const [name, value] of values) {
    const where = prefix + name;
    const attribute = attributes.find((each) => each.name === name);
    if (attribute === undefined || !isStored(attribute)) {
      return `"${where.slice(0, 200)}" is no stored attribute`;
    }
    const problem = attribute.multiValued
      ? problemOfList(attribute, value, where)
      : problemOfOne(attribute, value, where);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfList(attribute: AttributeDefinition, value: unknown, where: string): string | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_VALUES) {
    return `"${where}" must be a list of 1 to ${MAX_VALUES} values`;
  }
  for (const [index, element] of value.entries()) {
    const problem = problemOfOne(attribute, element, `${where}[${index}]`);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfOne(attribute: AttributeDefinition, value: unknown, where: string): string | null {
  const { type, subAttributes = [] } = attribute;
  if (type === 'complex') return problemOfParts(value, subAttributes, where, '.');
  return isOfType(attribute, value) ? null : `"${where}" is no ${type}, or too long`;
}

function isStored({ name, association, returned }: AttributeDefinition): boolean {
  return association !== true && returned !== 'never' && name !== 'meta';
}
