import type { AttributeDefinition } from '../scim/attribute.js';
import { isObject, isUnassigned, sameValue, type ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { AttributeChange } from './log-entry.js';

/** Maximum number of attributes in one entry, and maximum length of a value in full. */
const MAX_CHANGES = 40;
const MAX_VALUE_LENGTH = 256;

/** Attributes that are derived, or the same for every change. */
const LEFT_OUT = new Set(['id', 'schemas', 'meta']);
/** The sub-attribute that identifies the elements of a list, and so is no change of theirs. */
const LABEL = 'type';

/**
 * The attributes in which two states of a resource differ, each as specific as possible: `name.givenName`, `emails[type
 * eq "work"].value`. Attributes that are never returned are left out.
 * @param before null for a new resource
 * @returns the first of them, with long values cut, and the number of the others
 */
export function changedAttributes(
  before: ScimResource | null,
  after: ScimResource,
  type: ResourceType,
): { readonly attributes: readonly AttributeChange[]; readonly omitted: number } {
  const changes: AttributeChange[] = [];
  compareAll(type.attributes, '', before ?? {}, after, changes);
  for (const { id, attributes } of type.extensions) {
    const [old, now] = [before?.[id], after[id]];
    if (old !== now) compareAll(attributes, `${id}:`, objectOr(old), objectOr(now), changes);
  }
  const attributes = changes.slice(0, MAX_CHANGES).map(bounded);
  return { attributes, omitted: changes.length - attributes.length };
}

function compareAll(
  attributes: readonly AttributeDefinition[],
  prefix: string,
  before: ScimResource,
  after: ScimResource,
  changes: AttributeChange[],
): void {
  for (const attribute of attributes) {
    if (attribute.association === true || LEFT_OUT.has(attribute.name)) continue;
    compare(attribute, prefix + attribute.name, before[attribute.name], after[attribute.name], changes);
  }
}

function compare(
  attribute: AttributeDefinition,
  path: string,
  before: unknown,
  after: unknown,
  changes: AttributeChange[],
): void {
  if (before === after || isSecret(attribute) || sameValue(before, after)) return;
  if (attribute.type === 'complex' && !attribute.multiValued) {
    compareParts(attribute, path, objectOr(before), objectOr(after), changes);
    return;
  }
  const [old, now] = [byLabel(before), byLabel(after)];
  if (attribute.type !== 'complex' || old === null || now === null) {
    changes.push({ attribute: path, old: before ?? null, new: after ?? null });
    return;
  }
  for (const label of new Set([...old.keys(), ...now.keys()])) {
    const where = `${path}[${LABEL} eq ${JSON.stringify(label)}]`;
    compareParts(attribute, where, old.get(label) ?? {}, now.get(label) ?? {}, changes);
  }
}

function compareParts(
  attribute: AttributeDefinition,
  path: string,
  before: ScimResource,
  after: ScimResource,
  changes: AttributeChange[],
): void {
  for (const sub of attribute.subAttributes ?? []) {
    if (attribute.multiValued && sub.name === LABEL) continue;
    compare(sub, `${path}.${sub.name}`, before[sub.name], after[sub.name], changes);
  }
}

/** The elements of a list by `type`; null when the type does not identify them. */
function byLabel(value: unknown): Map<string, ScimResource> | null {
  if (isUnassigned(value)) return new Map();
  const labelled = new Map<string, ScimResource>();
  for (const element of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (!isObject(element) || typeof element[LABEL] !== 'string' || labelled.has(element[LABEL])) return null;
    // A change of an element with only a label would not show.
    if (Object.keys(element).length === 1) return null;
    labelled.set(element[LABEL], element);
  }
  return labelled;
}

function isSecret({ returned, mutability }: AttributeDefinition): boolean {
  return returned === 'never' || mutability === 'writeOnly';
}

function objectOr(value: unknown): ScimResource {
  return isObject(value) ? value : {};
}

function bounded({ attribute, old, new: now }: AttributeChange): AttributeChange {
  return { attribute: cut(attribute), old: boundedValue(old), new: boundedValue(now) };
}

function boundedValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? cut(text) : value;
}

function cut(text: string): string {
  if (text.length <= MAX_VALUE_LENGTH) return text;
  // Do not cut a surrogate pair.
  return `${text.slice(0, MAX_VALUE_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}
