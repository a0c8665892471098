import { isNeverShown, subAttribute, type AttributeDefinition } from './attribute.js';
import { comparisonKey, dateTimeKey } from './compare.js';
import {
  booleanFromText,
  clears,
  complexFromShorthand,
  isNoElement,
  numberFromText,
  simpleFromWrapper,
} from './entra.js';
import { ScimError } from './errors.js';
import { isObject } from './resource.js';
import type { UnknownNames } from './unknown-names.js';

/** Maximum number of values of a multi-valued attribute in the document, which keeps every operation on it cheap. */
export const MAX_VALUES = 1000;

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * Validates a value that a client sent for an attribute (or sub-attribute) and converts it to its stored form: real
 * booleans and numbers, names in the case of their definitions, without wrappers and empty parts. Texts stay as sent.
 * @param where the attribute's full name, for messages
 * @param unknown collects the names of unknown sub-attributes
 * @returns `undefined` when the value unassigns the attribute: null, "", [], or sub-attributes that are all cleared
 * @throws ScimError invalidValue naming the attribute and what was expected. A value without any known sub-attribute is
 *   refused: ignoring it would clear the attribute.
 */
export function normaliseValue(
  attribute: AttributeDefinition,
  value: unknown,
  where: string,
  unknown: UnknownNames,
): unknown {
  if (!attribute.multiValued) return normaliseSingle(attribute, value, where, unknown);
  if (clears(value)) return undefined;
  // A single value is treated as a list of one.
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  if (elements.length === 0) return undefined;
  checkCount(attribute, elements, where);
  if (elements.every(isNoElement)) {
    throw ScimError.invalidValue(
      `"${where}" holds no value; expected a list of values, or null, "" or [] to clear it`,
    );
  }
  const kept = elements
    .map((element, index) => normaliseSingle(attribute, element, `${where}[${index}]`, unknown))
    .filter((element) => element !== undefined);
  return kept.length === 0 ? undefined : withOnePrimary(kept);
}

/** Like `normaliseValue`, for one element of a multi-valued attribute or for a single-valued attribute. */
export function normaliseSingle(
  attribute: AttributeDefinition,
  value: unknown,
  where: string,
  unknown: UnknownNames,
): unknown {
  return attribute.type === 'complex'
    ? normaliseComplex(attribute, value, where, unknown)
    : normaliseSimple(attribute, simpleFromWrapper(value), where);
}

function normaliseSimple(attribute: AttributeDefinition, value: unknown, where: string): unknown {
  if (clears(value)) return undefined;
  const typed = ofType(attribute, value);
  if (typed === undefined) throw wrongType(attribute, value, where);
  if (attribute.maxLength !== undefined) checkLength(attribute, String(typed), where, attribute.maxLength);
  return typed;
}

/** Whether a value is as it is stored: of the attribute's type, and no longer than storage takes. */
export function isOfType(attribute: AttributeDefinition, value: unknown): boolean {
  const { maxLength } = attribute;
  return (
    value !== '' &&
    ofType(attribute, value) === value &&
    (maxLength === undefined || lengthOf(attribute, String(value)) <= maxLength)
  );
}

/** The value converted to the attribute's type; `undefined` when it does not fit. */
function ofType({ type }: AttributeDefinition, value: unknown): string | number | boolean | undefined {
  switch (type) {
    case 'string':
    case 'reference':
      return typeof value === 'string' ? value : undefined;
    case 'boolean': {
      const truth = typeof value === 'string' ? booleanFromText(value) : value;
      return typeof truth === 'boolean' ? truth : undefined;
    }
    case 'dateTime':
      return typeof value === 'string' && dateTimeKey(value) !== null ? value : undefined;
    case 'binary':
      return typeof value === 'string' && BASE64.test(value) ? value : undefined;
    case 'integer': {
      const number = typeof value === 'string' ? numberFromText(value) : value;
      return Number.isSafeInteger(number) ? (number as number) : undefined;
    }
    case 'decimal': {
      const number = typeof value === 'string' ? numberFromText(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'complex':
      return undefined;
  }
}

/**
 * The sub-attributes that a value for a complex attribute sets, each with its value as sent. Unknown and read-only ones
 * beside known ones are ignored (RFC 7644 section 3.3); sub-attributes that are never returned are dropped.
 * @param unknown collects the names of the unknown ones
 * @returns `undefined` when the value unassigns the attribute as a whole; empty when it names only sub-attributes that
 *   cannot be set
 * @throws ScimError invalidValue when the value is no object or names no known sub-attribute; invalidSyntax when it
 *   names one twice
 */
export function partsOf(
  attribute: AttributeDefinition,
  sent: unknown,
  where: string,
  unknown: UnknownNames,
): Map<AttributeDefinition, unknown> | undefined {
  const knownByValue = subAttribute(attribute, 'value') !== undefined;
  const value = complexFromShorthand(sent, knownByValue);
  if (clears(value, knownByValue)) return undefined;
  if (!isObject(value)) throw wrongType(attribute, sent, where);
  const parts = new Map<AttributeDefinition, unknown>();
  const strangers: string[] = [];
  let known = 0;
  for (const [name, each] of Object.entries(value)) {
    const sub = subAttribute(attribute, name);
    if (sub === undefined) {
      // Microsoft's wrapper adds `$ref` everywhere.
      if (name !== '$ref') strangers.push(name);
      continue;
    }
    known++;
    if (sub.mutability === 'readOnly' || sub.returned === 'never') continue;
    if (parts.has(sub)) {
      throw ScimError.invalidSyntax(
        `"${where}.${sub.name}" appears more than once, in different letter case`,
      );
    }
    parts.set(sub, each);
  }
  if (known === 0) throw nothingKnown(attribute, Object.keys(value), where);
  for (const name of strangers) unknown.add(`${where.replace(/\[\d+\]/g, '')}.${name}`);
  return parts;
}

/**
 * Ensures that at most one element is primary (RFC 7643 section 2.4).
 * @param winner index of the element that stays primary; by default the last, which is the newest
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

function normaliseComplex(
  attribute: AttributeDefinition,
  sent: unknown,
  where: string,
  unknown: UnknownNames,
): unknown {
  const parts = partsOf(attribute, sent, where, unknown);
  if (parts === undefined) return undefined;
  // Values that are read-only or never stored must not clear existing ones.
  if (parts.size === 0) throw nothingKnown(attribute, [], where);
  const entries = [...parts]
    .map(([sub, value]) => [sub.name, normaliseValue(sub, value, `${where}.${sub.name}`, unknown)] as const)
    .filter(([, value]) => value !== undefined);
  if (entries.length === 0) return undefined;
  const result: Record<string, unknown> = Object.fromEntries(entries);
  const missing = attribute.subAttributes?.find((sub) => sub.required && !Object.hasOwn(result, sub.name));
  if (missing !== undefined) throw ScimError.invalidValue(`"${where}.${missing.name}" is required`);
  return result;
}

function nothingKnown(attribute: AttributeDefinition, got: readonly string[], where: string): ScimError {
  const settable = (attribute.subAttributes ?? [])
    .filter((sub) => sub.mutability !== 'readOnly' && !isNeverShown(sub))
    .map(({ name }) => name);
  const names = got.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 80)));
  const sent = names.length === 0 ? '' : `, got ${names.join(', ')}`;
  return ScimError.invalidValue(
    `"${where}" holds nothing that can be stored; expected one of ${settable.join(', ')}${sent}`,
  );
}

function checkLength(attribute: AttributeDefinition, value: string, where: string, maxLength: number): void {
  // Composition and lower case make a text at most three times as long.
  if (value.length * 3 <= maxLength) return;
  const length = lengthOf(attribute, value);
  if (length > maxLength) {
    throw ScimError.invalidValue(`"${where}" has ${length} characters; at most ${maxLength} can be stored`);
  }
}

/** The comparison key is stored as well, and may be longer than the value itself. */
function lengthOf(attribute: AttributeDefinition, value: string): number {
  return Math.max([...value].length, [...comparisonKey(attribute, value)].length);
}

function wrongType(attribute: AttributeDefinition, value: unknown, where: string): ScimError {
  // The message must not repeat a password, even one of the wrong type.
  const got = isNeverShown(attribute) ? '' : `, got ${describe(value)}`;
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
