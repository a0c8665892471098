import { WHOLE_GUID } from '../federation/guid.js';
import type { JsonObject } from '../http/json-text.js';
import { isObject } from '../scim/resource.js';
import { FileRefused } from './file-refusal.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads a value, or undefined where it has another form. */
export type Reader<T> = (value: unknown) => T | undefined;
export type Readers<T> = { readonly [Name in keyof T]: Reader<T[Name]> };

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
export const object: Reader<JsonObject> = (value) => (isObject(value) ? value : undefined);
/** An id that the service gives. */
export const id: Reader<string> = (value) =>
  typeof value === 'string' && WHOLE_GUID.test(value) ? value : undefined;
/** Milliseconds since 1970. */
export const time: Reader<number> = (value) => {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined;
  const millis = Date.parse(value);
  return millis >= 0 ? millis : undefined;
};

export function matching(pattern: RegExp): Reader<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined);
}

export function oneOf<T extends string>(...values: readonly T[]): Reader<T> {
  return (value) => values.find((each) => each === value);
}

export function wholeNumber(least: number, most: number): Reader<number> {
  return (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined;
}

export function listOf<T>(reader: Reader<T>, most: number): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > most) return undefined;
    const read = value.map(reader);
    return read.every((each) => each !== undefined) ? read : undefined;
  };
}

/**
 * Reads the members of an object, which must have these and no other.
 * @param where the object is, for messages: `tenant.`
 * @throws FileRefused
 */
export function membersOf<T>(number: number, from: JsonObject, readers: Readers<T>, where = ''): T {
  const unknown = Object.keys(from).find((name) => !Object.hasOwn(readers, name));
  if (unknown !== undefined) {
    throw new FileRefused(number, `${JSON.stringify(where + unknown.slice(0, 100))} is not known here`);
  }
  const read = Object.entries<Reader<unknown>>(readers).map(([name, reader]) => {
    const value = Object.hasOwn(from, name) ? reader(from[name]) : undefined;
    if (value === undefined) {
      throw new FileRefused(number, `${JSON.stringify(where + name)} is missing or not what it must be`);
    }
    return [name, value];
  });
  return Object.fromEntries(read) as T;
}
