import { subAttribute, type AttributeDefinition } from './attribute.js';
import { comparisonKey, dateTimeKey } from './compare.js';
import { booleanFromText, clears, complexFromShorthand } from './entra.js';
import { ScimError } from './errors.js';
import { isObject } from './resource.js';

/** Most values of a multi-valued attribute that is held in the document: keeps every operation on it cheap. */
export const MAX_VALUES = 1000;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * Checks a value that a client sent for an attribute (or sub-attribute) and gives it its stored form:
 * real booleans, names in the case of their definitions, no empty parts. Texts come back as they were.
 * @param where the attribute's full name, for messages
 * @returns `undefined` when the value unassigns the attribute (null, "", nothing left)
 * @throws ScimError invalidValue naming the attribute and the type that was expected
 */
export function normaliseValue(attribute: AttributeDefinition, value: unknown, where: string): unknown {
  if (!attribute.multiValued) return normaliseSingle(attribute, value, where);
  // A single element without its list is taken for a list of one.
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  checkCount(attribute, elements, where);
  const kept = elements
    .map((element, index) => normaliseSingle(attribute, element, `${where}[${index}]`))
    .filter((element) => element !== undefined);
  return kept.length === 0 ? undefined : withOnePrimary(kept);
}

/** The same for one element of a multi-valued attribute, or for a single-valued attribute. */
export function normaliseSingle(attribute: AttributeDefinition, value: unknown, where: string): unknown {
  if (attribute.type === 'complex') return normaliseComplex(attribute, value, where);
  if (clears(value)) return undefined;
  switch (attribute.type) {
    case 'string':
    case 'reference':
      if (typeof value !== 'string') throw wrongType(attribute, value, where);
      checkLength(attribute, value, where);
      return value;
    case 'boolean': {
      const truth = typeof value === 'string' ? booleanFromText(value) : value;
      if (typeof truth !== 'boolean') throw wrongType(attribute, value, where);
      return truth;
    }
    case 'dateTime':
      if (typeof value !== 'string' || dateTimeKey(value) === null) throw wrongType(attribute, value, where);
      return value;
    case 'binary':
      if (typeof value !== 'string' || !BASE64.test(value)) throw wrongType(attribute, value, where);
      return value;
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrongType(attribute, value, where);
      return value;
    case 'decimal':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(attribute, value, where);
      return value;
  }
}

/**
 * The sub-attributes that a value sent for a complex attribute sets, each with its value as sent. Unknown
 * and read-only ones are ignored (RFC 7644 section 3.3), as everywhere; what is never returned is not kept.
 * @returns `undefined` when the value unassigns the attribute as a whole
 * @throws ScimError invalidValue when the value is no object, invalidSyntax when it names a part twice
 */
export function partsOf(
  attribute: AttributeDefinition,
  sent: unknown,
  where: string,
): Map<AttributeDefinition, unknown> | undefined {
  const knownByValue = subAttribute(attribute, 'value') !== undefined;
  const value = knownByValue ? complexFromShorthand(sent) : sent;
  if (clears(value, knownByValue)) return undefined;
  if (!isObject(value)) throw wrongType(attribute, sent, where);
  const parts = new Map<AttributeDefinition, unknown>();
  for (const [name, each] of Object.entries(value)) {
    const sub = subAttribute(attribute, name);
    if (sub === undefined || sub.mutability === 'readOnly' || sub.returned === 'never') continue;
    if (parts.has(sub)) {
      throw ScimError.invalidSyntax(
        `"${where}.${sub.name}" appears more than once, in different letter case`,
      );
    }
    parts.set(sub, each);
  }
  return parts;
}

/**
 * At most one element is primary (RFC 7643 section 2.4).
 * @param winner index of the one that stays so when there are several; the newest, which comes last
 */
export function withOnePrimary(
  elements: readonly unknown[],
  winner = elements.findLastIndex(isPrimary),
): unknown[] {
  return elements.map((element, index) =>
    index !== winner && isPrimary(element) ? { ...element, primary: false } : element,
  );
}

export function isPrimary(element: unknown): element is Record<string, unknown> {
  return isObject(element) && element.primary === true;
}

/** @throws ScimError invalidValue when a list is longer than the document may hold */
export function checkCount(
  attribute: AttributeDefinition,
  elements: readonly unknown[],
  where: string,
): void {
  if (elements.length > MAX_VALUES && attribute.association !== true) {
    throw ScimError.invalidValue(
      `"${where}" has ${elements.length} values; at most ${MAX_VALUES} can be stored`,
    );
  }
}

function normaliseComplex(attribute: AttributeDefinition, sent: unknown, where: string): unknown {
  const parts = partsOf(attribute, sent, where);
  if (parts === undefined) return undefined;
  const entries = [...parts]
    .map(([sub, value]) => [sub.name, normaliseValue(sub, value, `${where}.${sub.name}`)] as const)
    .filter(([, value]) => value !== undefined);
  if (entries.length === 0) return undefined;
  const result: Record<string, unknown> = Object.fromEntries(entries);
  const missing = attribute.subAttributes?.find((sub) => sub.required && !Object.hasOwn(result, sub.name));
  if (missing !== undefined) throw ScimError.invalidValue(`"${where}.${missing.name}" is required`);
  return result;
}

function checkLength(attribute: AttributeDefinition, value: string, where: string): void {
  const { maxLength } = attribute;
  // Composition and lower case make a text at most three times as long.
  if (maxLength === undefined || value.length * 3 <= maxLength) return;
  // The comparison key is stored as well, and may be longer than the value itself.
  const length = Math.max([...value].length, [...comparisonKey(attribute, value)].length);
  if (length > maxLength) {
    throw ScimError.invalidValue(`"${where}" has ${length} characters; at most ${maxLength} can be stored`);
  }
}

function wrongType(attribute: AttributeDefinition, value: unknown, where: string): ScimError {
  // A password must not come back, be it of the wrong type.
  const isSecret = attribute.returned === 'never' || attribute.mutability === 'writeOnly';
  const got = isSecret ? '' : `, got ${describe(value)}`;
  return ScimError.invalidValue(`"${where}" must be ${EXPECTED[attribute.type]}${got}`);
}

const EXPECTED = {
  string: 'a string',
  reference: 'a string (a URI)',
  boolean: 'true or false',
  integer: 'a whole number',
  decimal: 'a number',
  dateTime: 'a dateTime such as "2026-01-31T10:00:00Z" (the offset may be missing)',
  binary: 'base64 text',
  complex: 'an object with its sub-attributes',
} as const;

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return JSON.stringify(value).slice(0, 80);
}
