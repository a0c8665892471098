import { ScimError } from '../errors.js';

export type Token =
  | { readonly kind: '(' | ')' | '[' | ']' | 'end'; readonly at: number }
  /** `written` is the raw text between the quotes, if the client may have meant that. */
  | { readonly kind: 'string'; readonly at: number; readonly value: string; readonly written?: string }
  /** A name, an operator or an unquoted literal. */
  | { readonly kind: 'word'; readonly at: number; readonly text: string };

/** The position of a quoted value in a text: from its first quote to after its last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s/;
const PUNCTUATION = /[()[\]]/;
const WORD = /[^\s()[\]"]+/y;
/** Ends the message about a string that is perhaps not escaped. */
export const ESCAPES = 'in a string a quote is written \\" and a backslash \\\\';
/** A JSON string without escapes. */
// eslint-disable-next-line no-control-regex -- RFC 8259 section 7 names these
const PLAIN = /^"[^"\\\u0000-\u001f]*"$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Splits a filter or path into tokens, reading each character once.
 * @param whole the span of a string whose content is taken unescaped, whatever quotes and backslashes it contains
 * @throws ScimError invalidFilter for an unclosed or malformed string
 */
export function* tokens(text: string, whole: Span | null = null): Generator<Token, Token> {
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      at++;
    } else if (PUNCTUATION.test(character)) {
      yield { kind: character as '(' | ')' | '[' | ']', at };
      at++;
    } else if (at === whole?.start) {
      yield { kind: 'string', at, ...readings(text, whole) };
      at = whole.end;
    } else if (character === '"') {
      const end = endOfString(text, at);
      yield { kind: 'string', at, value: unquote(text, at, end) };
      at = end;
    } else {
      const start = at;
      WORD.lastIndex = start;
      WORD.test(text);
      at = WORD.lastIndex;
      yield { kind: 'word', at: start, text: text.slice(start, at) };
    }
  }
  const end: Token = { kind: 'end', at };
  yield end;
  return end;
}

/** Index after the quote that closes the string starting at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '"') return at + 1;
  }
  throw ScimError.invalidFilter(
    `The string that starts at position ${start} is not closed; expected a " (${ESCAPES})`,
  );
}

/** Strings are JSON strings, RFC 7644 section 3.4.2.2. */
function unquote(text: string, start: number, end: number): string {
  const value = jsonString(text.slice(start, end));
  if (value === undefined) {
    throw ScimError.invalidFilter(
      `The string that starts at position ${start} is no JSON string; ${ESCAPES}`,
    );
  }
  return storable(value, start);
}

/** The possible values of a string that is perhaps not escaped. */
function readings(text: string, { start, end }: Span): { value: string; written?: string } {
  const written = storable(text.slice(start + 1, end - 1), start);
  const value = jsonString(text.slice(start, end));
  if (value === undefined || value === written) return { value: written };
  return { value: storable(value, start), written };
}

/** Whether a quoted text is a JSON string. */
export function isJsonString(quoted: string): boolean {
  return jsonString(quoted) !== undefined;
}

function jsonString(quoted: string): string | undefined {
  if (PLAIN.test(quoted)) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function storable(value: string, start: number): string {
  if (value.includes('\0') || LONE_SURROGATE.test(value)) {
    throw ScimError.invalidFilter(
      `The string that starts at position ${start} holds a NUL character or half a surrogate pair, which no value can hold`,
    );
  }
  return value;
}
