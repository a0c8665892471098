import type { AttributeDefinition } from '../scim/attribute.js';
import { isObject, isUnassigned, sameValue, type ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { AttributeChange } from './log-entry.js';

/** Most attributes that one entry tells of, and the length of a value that it tells in full. */
const MAX_CHANGES = 40;
const MAX_VALUE_LENGTH = 256;

/** What follows from the rest, or is the same for every change. */
const LEFT_OUT = new Set(['id', 'schemas', 'meta']);
/** What tells elements of a list apart and is no change of theirs. */
const LABEL = 'type';

/**
 * The attributes in which two states of a resource differ, each as finely as it can be named: `name.givenName`,
 * `emails[type eq "work"].value`. Never one that is not returned.
 * @param before null for a resource that is new
 * @returns the first of them, long values cut, and how many more there are
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

/** The elements of a list by their `type`; null when that does not tell them apart. */
function byLabel(value: unknown): Map<string, ScimResource> | null {
  if (isUnassigned(value)) return new Map();
  const labelled = new Map<string, ScimResource>();
  for (const element of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (!isObject(element) || typeof element[LABEL] !== 'string' || labelled.has(element[LABEL])) return null;
    // An element that is nothing but its label would be lost.
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
  // Not in the middle of a character.
  return `${text.slice(0, MAX_VALUE_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}
