import { subAttribute, type AttributeDefinition } from './attribute.js';
import { dateTimeKey, foldCase } from './compare.js';
import { booleanFromText, clears, complexFromShorthand } from './entra.js';
import { ScimError } from './errors.js';
import { isObject } from './resource.js';

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
  if (clears(value)) return undefined;
  // A single element without its list is taken for a list of one.
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  const kept = elements
    .map((element, index) => normaliseSingle(attribute, element, `${where}[${index}]`))
    .filter((element) => element !== undefined);
  return kept.length === 0 ? undefined : withOnePrimary(kept);
}

/** The same for one element of a multi-valued attribute, or for a single-valued attribute. */
export function normaliseSingle(attribute: AttributeDefinition, value: unknown, where: string): unknown {
  if (clears(value) && !(attribute.type !== 'complex' && isObject(value))) return undefined;
  switch (attribute.type) {
    case 'complex':
      return normaliseComplex(attribute, value, where);
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

/** At most one element is primary (RFC 7643 section 2.4): the newest wins. */
export function withOnePrimary(elements: readonly unknown[]): unknown[] {
  const newest = elements.findLastIndex((element) => isObject(element) && element.primary === true);
  return elements.map((element, index) =>
    index !== newest && isObject(element) && element.primary === true ? { ...element, primary: false } : element,
  );
}

function normaliseComplex(attribute: AttributeDefinition, sent: unknown, where: string): unknown {
  const shorthand = subAttribute(attribute, 'value') === undefined ? sent : complexFromShorthand(sent);
  if (!isObject(shorthand)) throw wrongType(attribute, sent, where);
  const result = new Map<string, unknown>();
  for (const [name, value] of Object.entries(shorthand)) {
    const sub = subAttribute(attribute, name);
    // Unknown and read-only members are ignored (RFC 7644 section 3.3), as everywhere.
    if (sub === undefined || sub.mutability === 'readOnly') continue;
    const normalised = normaliseValue(sub, value, `${where}.${sub.name}`);
    if (normalised !== undefined) result.set(sub.name, normalised);
  }
  for (const sub of attribute.subAttributes ?? []) {
    if (sub.required && result.size > 0 && !result.has(sub.name)) {
      throw ScimError.invalidValue(`"${where}.${sub.name}" is required`);
    }
  }
  return result.size === 0 ? undefined : Object.fromEntries(result);
}

function checkLength(attribute: AttributeDefinition, value: string, where: string): void {
  const { maxLength } = attribute;
  if (maxLength === undefined || value.length * 3 <= maxLength) return;
  // Lower case may be longer than the value itself, and is stored as well.
  const length = Math.max([...value].length, attribute.caseExact ? 0 : [...foldCase(value)].length);
  if (length > maxLength) {
    throw ScimError.invalidValue(`"${where}" has ${length} characters; at most ${maxLength} can be stored`);
  }
}

function wrongType(attribute: AttributeDefinition, value: unknown, where: string): ScimError {
  return ScimError.invalidValue(`"${where}" must be ${EXPECTED[attribute.type]}, got ${describe(value)}`);
}

const EXPECTED = {
  string: 'a string',
  reference: 'a string (a URI)',
  boolean: 'true or false',
  integer: 'a whole number',
  decimal: 'a number',
  dateTime: 'a dateTime with an offset, such as "2026-01-31T10:00:00Z"',
  binary: 'base64 text',
  complex: 'an object with its sub-attributes',
} as const;

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return JSON.stringify(value).slice(0, 80);
}
