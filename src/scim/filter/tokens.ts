import { ScimError } from '../errors.js';

export type Token =
  | { readonly kind: '(' | ')' | '[' | ']' | 'end'; readonly at: number }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  /** A name, an operator or an unquoted literal. */
  | { readonly kind: 'word'; readonly at: number; readonly text: string };

const SPACE = /\s/;
const PUNCTUATION = /[()[\]]/;
const WORD_END = /[\s()[\]"]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Splits a filter or path into tokens, reading each character once.
 * @throws ScimError invalidFilter for an unclosed or malformed string
 */
export function* tokens(text: string): Generator<Token, Token> {
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      at++;
    } else if (PUNCTUATION.test(character)) {
      yield { kind: character as '(' | ')' | '[' | ']', at };
      at++;
    } else if (character === '"') {
      const end = endOfString(text, at);
      yield { kind: 'string', at, value: unquote(text, at, end) };
      at = end;
    } else {
      const start = at;
      while (at < text.length && !WORD_END.test(text.charAt(at))) at++;
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
  throw ScimError.invalidFilter(`The string that starts at position ${start} is not closed; expected a "`);
}

/** Strings are JSON strings, RFC 7644 section 3.4.2.2. */
function unquote(text: string, start: number, end: number): string {
  let value: string;
  try {
    value = JSON.parse(text.slice(start, end)) as string;
  } catch {
    throw ScimError.invalidFilter(
      `The string that starts at position ${start} is no JSON string; expected \\" and \\\\ for a quote and a backslash`,
    );
  }
  if (value.includes('\0') || LONE_SURROGATE.test(value)) {
    throw ScimError.invalidFilter(
      `The string that starts at position ${start} holds a NUL character or half a surrogate pair, which no value can hold`,
    );
  }
  return value;
}
