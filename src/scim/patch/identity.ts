import { subAttribute, type AttributeDefinition } from '../attribute.js';
import { comparisonKey, type Comparable } from '../compare.js';
import { isObject } from '../resource.js';

/** Identities by element: of many operations, each changes one element of its attribute. */
const identities = new WeakMap<object, { readonly attribute: AttributeDefinition; readonly text: string }>();

/** The identity of an element: its `value` and `type`, or without a `value` all of its sub-attributes. */
export function ownIdentity(element: unknown, attribute: AttributeDefinition): string {
  if (!isObject(element)) return identity(element, [], attribute);
  const known = identities.get(element);
  if (known?.attribute === attribute) return known.text;
  const text = newIdentity(element, attribute);
  identities.set(element, { attribute, text });
  return text;
}

function newIdentity(element: Record<string, unknown>, attribute: AttributeDefinition): string {
  const byValue = element.value !== undefined;
  const names = byValue ? ['value', 'type'] : (attribute.subAttributes ?? []).map((sub) => sub.name);
  return identity(element, names, attribute);
}

/** A text that is the same for elements that are equal in these sub-attributes, or for equal simple values. */
export function identity(element: unknown, names: readonly string[], attribute: AttributeDefinition): string {
  if (!isObject(element)) return comparisonKey(attribute, element as Comparable);
  const keys = names.map((name) => {
    const sub = subAttribute(attribute, name);
    const value = element[name];
    return sub === undefined || value === undefined ? null : comparisonKey(sub, value as Comparable);
  });
  return JSON.stringify(keys);
}
