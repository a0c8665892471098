import type { AttributeDefinition } from './attribute.js';

/** A single value that can be compared. */
export type Comparable = string | number | boolean;

/** Fractions have at most 100 digits, so that keys fit an index. */
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,100}))?(?:Z|([+-])(\d\d):(\d\d))?$/i;

/** ASCII texts have one Unicode composition. */
const ASCII = /^[\0-\x7f]*$/;

/**
 * The form of a string for comparison regardless of letter case and composition: Unicode NFC and lower case. Stated
 * limit: no full PRECIS (RFC 8265).
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // The lower case of Σ depends on its position in the word. In a key it must not, or `sw` and `co` would miss it.
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/**
 * The comparison key of a value. Two values of the attribute are equal when their keys are the same string, and their
 * order is the code point order of the keys. Indexes store keys, so every database compares alike.
 * @param value of the attribute's type; dateTimes must be valid
 */
export function comparisonKey(attribute: AttributeDefinition, value: Comparable): string {
  switch (attribute.type) {
    case 'string':
    case 'reference': {
      const text = attribute.comparedBy?.(String(value)) ?? String(value);
      return attribute.caseExact ? text.normalize('NFC') : foldCase(text);
    }
    case 'dateTime':
      return dateTimeKey(String(value)) ?? String(value);
    case 'integer':
    case 'decimal':
      return numberKey(Number(value));
    case 'boolean':
    case 'binary':
    case 'complex':
      return String(value);
  }
}

/**
 * The key of an xsd:dateTime (RFC 7643 section 2.3.5, XML Schema 1.1 part 2 section 3.3.7): the instant in UTC without
 * trailing zeros, such as `2026-01-31T10:00:00.25`. Without an offset, UTC is assumed; `24:00:00` is midnight of the
 * next day. Years have four digits, the minimum that a processor must support (section 5.4 there).
 * @returns `null` when the text is no dateTime
 */
export function dateTimeKey(text: string): string | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const digits = (match[7] ?? '').replace(/0+$/, '');
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const isEndOfDay = hour === 24 && minute === 0 && second === 0 && digits === '';
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 59) return null;
  if (offsetMinutes > 59 || offsetHours * 60 + offsetMinutes > 14 * 60) return null;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  // `Date.UTC` turns 30 February into 2 March.
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day) return null;
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  utc.setUTCHours(hour, minute - offset, second);
  const rest = utc.toISOString().slice(-'-01-31T10:00:00.000Z'.length, -'.000Z'.length);
  return yearKey(utc.getUTCFullYear()) + rest + (digits === '' ? '' : `.${digits}`);
}

/**
 * The milliseconds since 1970 of a dateTime key, rounded down, and whether the key lies after that millisecond.
 * @param key made by `dateTimeKey`
 */
export function millisOfKey(key: string): { readonly millis: number; readonly isLater: boolean } {
  const [seconds = '', fraction = ''] = key.split('.');
  const utc = new Date(`2000${seconds.slice(4)}Z`);
  utc.setUTCFullYear((key.charCodeAt(0) - ZERO) * 1000 + Number(key.slice(1, 4)));
  return {
    millis: utc.getTime() + Number(fraction.slice(0, 3).padEnd(3, '0')),
    isLater: fraction.length > 3,
  };
}

const ZERO = '0'.charCodeAt(0);

/**
 * Four characters. An offset may lead to the year before 0000 or after 9999: "/" precedes the digits, ":" follows them.
 */
function yearKey(year: number): string {
  const thousands = Math.floor(year / 1000);
  return String.fromCharCode(ZERO + thousands) + String(year - thousands * 1000).padStart(3, '0');
}

/** Sixteen hexadecimal digits that sort like the numbers that they encode. */
function numberKey(value: number): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value === 0 ? 0 : value);
  const bits = bytes.getBigUint64(0);
  const sign = 1n << 63n;
  const sortable = (bits & sign) === 0n ? bits | sign : ~bits & 0xffff_ffff_ffff_ffffn;
  return sortable.toString(16).padStart(16, '0');
}

/** Compares keys in code point order, which is also the byte order of UTF-8: negative, 0 or positive. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 surrogates encode characters above U+FFFF: they sort last. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}
