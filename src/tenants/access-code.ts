import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomText } from './random-id.js';

/** The 62 letters and digits of ASCII. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'idk_';
const LOOKUP_LENGTH = 8;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const HINT_LENGTH = PREFIX.length + LOOKUP_LENGTH;
const ANYWHERE = `(${PREFIX}[0-9A-Za-z]{${LOOKUP_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}`;
const SHAPE = new RegExp(`^${ANYWHERE}$`);
const CODES = new RegExp(ANYWHERE, 'g');

/** What is stored of an access code. */
export interface StoredCode {
  /** `idk_` and the lookup id. */
  readonly hint: string;
  /** SHA-256 of the whole code, hexadecimal. */
  readonly sha256: string;
}

export type ParsedCode = StoredCode | 'malformed' | 'checksum';

/**
 * A new access code: `idk_`, 8 characters of lookup id, `_`, 43 characters of 256-bit secret and
 * 6 characters of CRC-32 over all before them, in base 62.
 */
export function generateAccessCode(): StoredCode & { readonly code: string } {
  const hint = PREFIX + randomText(BASE62, LOOKUP_LENGTH);
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH);
  const body = `${hint}_${secret}`;
  const code = body + checksum(body);
  return { code, hint, sha256: sha256(code) };
}

/**
 * Checks what can be checked of a presented code without the database.
 * @returns what to look it up by, or why it cannot be a code
 */
export function parseAccessCode(text: string): ParsedCode {
  if (!SHAPE.test(text)) return 'malformed';
  const body = text.slice(0, -CHECKSUM_LENGTH);
  if (!text.endsWith(checksum(body))) return 'checksum';
  return { hint: text.slice(0, HINT_LENGTH), sha256: sha256(text) };
}

/** A text for the eyes of others: of an access code that someone put in it, only the hint stays. */
export function withoutCodes(text: string): string {
  return text.includes(PREFIX) ? text.replaceAll(CODES, '$1_…') : text;
}

/** Computed for every request, so without big integers. */
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

function sha256(text: string): string {
  return hash('sha256', text);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let digits = '';
  for (let place = 0; place < length; place++) {
    digits = BASE62.charAt(Number(rest % 62n)) + digits;
    rest /= 62n;
  }
  return digits;
}
