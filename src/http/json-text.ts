import { isUtf8 } from 'node:buffer';
import { ScimError } from '../scim/errors.js';

export type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 64;
/** Windows editors put it at the beginning of UTF-8 texts. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const ESCAPED_NUL_OR_SURROGATE = /\\u(?:0000|[dD][89a-fA-F])/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Parses the bytes of a body that must be one JSON object in UTF-8; a byte order mark is skipped (RFC 8259 section
 * 8.1). Keys such as `__proto__` become plain own properties.
 * @param what the text is, for messages
 * @throws ScimError `invalidSyntax` (invalid UTF-8, no JSON, no object, nested too deep) or `invalidValue` (a string
 *   with a NUL character or an unpaired surrogate, which no database stores)
 */
export function parseJsonObject(sent: Buffer, what = 'The body'): JsonObject {
  if (!isUtf8(sent)) {
    throw ScimError.invalidSyntax(`${what} is not valid UTF-8, whatever charset its Content-Type names`);
  }
  const hasMark = sent.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const bytes = hasMark ? sent.subarray(BYTE_ORDER_MARK.length) : sent;
  checkDepth(bytes, what);
  const text = bytes.toString('utf8');
  const value = parse(text, what);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw ScimError.invalidSyntax(`${what} is not a JSON object`);
  }
  if (ESCAPED_NUL_OR_SURROGATE.test(text)) checkStrings(value);
  return value as JsonObject;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The rest of the message may quote a piece of the body.
    const [reason] = (error as SyntaxError).message.split(/, (?:\.\.\.)?"/);
    throw ScimError.invalidSyntax(`${what} is not valid JSON: ${reason}`);
  }
}

/** Scans the bytes before parsing, so that deep nesting costs nothing. */
function checkDepth(bytes: Buffer, what: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c /* \ */) i++;
      else if (byte === 0x22 /* " */) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b /* { */ || byte === 0x5b /* [ */) {
      if (++depth > MAX_DEPTH) {
        throw ScimError.invalidSyntax(
          `${what} is nested more than ${MAX_DEPTH} levels deep at position ${i}`,
        );
      }
    } else if (byte === 0x7d /* } */ || byte === 0x5d /* ] */) {
      depth--;
    }
  }
}

function checkStrings(root: object): void {
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next;
    if (typeof value === 'string') checkString(value, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      checkString(key, path === '' ? 'an attribute name' : `an attribute name in ${path}`);
      open.push({ path: path === '' ? key : `${path}.${key}`, value: child });
    }
  }
}

function checkString(text: string, where: string): void {
  if (text.includes('\0')) {
    throw ScimError.invalidValue(`The NUL character (\\u0000) is not allowed: found in ${where}`);
  }
  if (LONE_SURROGATE.test(text)) {
    throw ScimError.invalidValue(`Half a surrogate pair is not a character: found in ${where}`);
  }
}
