import type { AttributeDefinition } from './attribute.js';

/** A single value that can be compared. */
export type Comparable = string | number | boolean;

const DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/i;

/** Of such a text every composition is the same. */
const ASCII = /^[\0-\x7f]*$/;

/**
 * The form of a string in which letter case and composition do not matter: Unicode NFC and lower case.
 * Stated limit: no full PRECIS (RFC 8265).
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // The lower case of Σ depends on its place in the word; a key must not, or `sw` and `co` would miss.
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/**
 * The key of a value: two values are equal for the attribute when their keys are the same string, and
 * their order is the code point order of the keys. Indexes hold keys, so every database agrees.
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
 * A dateTime (RFC 7643 section 2.3.5, with an offset) in UTC without trailing zeros, such as
 * `2026-01-31T10:00:00.25`; `null` when the text is none.
 */
export function dateTimeKey(text: string): string | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, seconds = '', fraction = '', offset = ''] = match;
  const millis = Date.parse(`${seconds.toUpperCase()}${offset.toUpperCase()}`);
  // Date.parse lets 30 February through as 2 March.
  if (Number.isNaN(millis) || !isRealDate(seconds)) return null;
  const utc = new Date(millis).toISOString();
  if (utc.length !== '2026-01-31T10:00:00.000Z'.length) return null;
  const digits = fraction.replace(/0+$/, '');
  return utc.slice(0, 19) + (digits === '' ? '' : `.${digits}`);
}

function isRealDate(text: string): boolean {
  const asUtc = Date.parse(`${text}Z`.toUpperCase());
  return !Number.isNaN(asUtc) && new Date(asUtc).toISOString().slice(0, 10) === text.slice(0, 10);
}

/** Sixteen hexadecimal digits that sort like the numbers they stand for. */
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

/** UTF-16 surrogates stand for characters above U+FFFF: they come last. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}
