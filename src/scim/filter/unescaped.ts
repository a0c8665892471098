import type { Filter } from './ast.js';
import { parseFilter } from './parse.js';
import { isJsonString, type Span } from './tokens.js';

/*
 * Entra's client percent-encodes a filter but does not escape the value in it: `displayName eq "CORP\users"`,
 * `displayName eq "R&D "North""`. If such a filter were refused, or its backslash read as an escape, the look-up would
 * find nobody and every later POST would end in 409. In a filter that is a single comparison, the value is everything
 * between the first and the last quote, so it can be read unescaped.
 * https://github.com/AzureAD/SCIMReferenceCode, Microsoft.SystemForCrossDomainIdentityManagement/Protocol/Filter.cs
 */

const NAME = String.raw`[^\s()[\]"]+`;
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;

/** `attribute eq` or `attribute[filter].sub eq`, up to the quote. */
const LONE_FILTER = new RegExp(
  String.raw`^\s*${NAME}(?:\[(?:[^"\]]|${STRING})*\]\s*\.${NAME})?\s+eq\s*(?=")`,
  'is',
);
/** `attribute[sub eq`, up to the quote. */
const LONE_PATH = new RegExp(String.raw`^\s*${NAME}\s*\[\s*${NAME}\s+eq\s*(?=")`, 'i');
const PATH_END = new RegExp(String.raw`"\s*\]\s*(?:\.${NAME})?\s*$`);

/**
 * The beginning of another comparison with a string, after a quote or an `and`: then the filter is not a single
 * comparison.
 */
const FURTHER =
  /(?:"\s+|[\s)\]](?:and|or)(?:\s|\(|\bnot\b)*)[^\s"(][^\s"]*\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s*"/i;

/**
 * Parses the filter of a query like `parseFilter`, but allows an unescaped value in a filter that is just `attribute eq
 * "…"`. If the quoted text is no JSON string, it is taken literally. If it is a JSON string with an escape, both
 * readings count (`Literal.written` is the literal one).
 * @throws ScimError invalidFilter with the position of the first error
 */
export function readFilter(text: string): Filter {
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    const value = loneValue(text);
    if (value === null) throw error;
    return parseFilter(text, value);
  }
  if (!text.includes('\\') || (filter.kind !== 'compare' && filter.kind !== 'elements')) return filter;
  const value = loneValue(text);
  return value === null ? filter : parseFilter(text, value);
}

/**
 * The position of the value in a PATCH path `attribute[sub eq "…"]` or `attribute[sub eq "…"].sub` if it is no JSON
 * string; `null` for any other path. Where it is a JSON string, only the unescaped value counts: a change must not rest
 * on a guess.
 */
export function unescapedValueIn(path: string): Span | null {
  const start = LONE_PATH.exec(path)?.[0].length;
  const end = PATH_END.exec(path)?.index;
  if (start === undefined || end === undefined) return null;
  const value = valueBetween(path, start, end + 1);
  return value === null || isJsonString(path.slice(value.start, value.end)) ? null : value;
}

/** The position of the value in a filter that is just `attribute eq "…"`; `null` for any other filter. */
function loneValue(text: string): Span | null {
  const start = LONE_FILTER.exec(text)?.[0].length;
  return start === undefined ? null : valueBetween(text, start, text.trimEnd().length);
}

/** From a quote to the last one, unless another comparison lies between them. */
function valueBetween(text: string, start: number, end: number): Span | null {
  if (end < start + 2 || text.charAt(end - 1) !== '"') return null;
  return FURTHER.test(text.slice(start + 1, end)) ? null : { start, end };
}
