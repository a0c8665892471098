import type { Filter } from './ast.js';
import { parseFilter } from './parse.js';
import { isJsonString, type Span } from './tokens.js';

/*
 * Entra's client percent-encodes a filter and does not escape the value in it: `displayName eq "CORP\users"`,
 * `displayName eq "R&D "North""`. Refused, or read as an escape, the look-up would find nobody and the POST behind it
 * answer 409 for ever. Where a filter is one comparison and nothing else, the value is all that stands between its
 * first quote and its last, so it can be taken as it was written.
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

/** The beginning of a further comparison with a text, behind a quote or an `and`: it is not one value to the end. */
const FURTHER =
  /(?:"\s+|[\s)\]](?:and|or)(?:\s|\(|\bnot\b)*)[^\s"(][^\s"]*\s+(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s*"/i;

/**
 * Parses the filter of a query as `parseFilter` does. One that is `attribute eq "…"` and nothing else may hold a value
 * that is not escaped: no JSON string, it is taken as it stands; a JSON string with an escape in it, it stands for
 * either reading (`Literal.written` has the other one).
 * @throws ScimError invalidFilter with the position of the first fault
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
 * Where the value stands in a PATCH path `attribute[sub eq "…"]`, or `attribute[sub eq "…"].sub`, that is no JSON
 * string; `null` for any other path. A JSON string has one meaning in a path: what changes things must not guess.
 */
export function unescapedValueIn(path: string): Span | null {
  const start = LONE_PATH.exec(path)?.[0].length;
  const end = PATH_END.exec(path)?.index;
  if (start === undefined || end === undefined) return null;
  const value = valueBetween(path, start, end + 1);
  return value === null || isJsonString(path.slice(value.start, value.end)) ? null : value;
}

/** Where the value stands in a filter that is `attribute eq "…"` and nothing else; `null` for any other filter. */
function loneValue(text: string): Span | null {
  const start = LONE_FILTER.exec(text)?.[0].length;
  return start === undefined ? null : valueBetween(text, start, text.trimEnd().length);
}

/** From a quote to the last one, unless a further comparison lies between them. */
function valueBetween(text: string, start: number, end: number): Span | null {
  if (end < start + 2 || text.charAt(end - 1) !== '"') return null;
  return FURTHER.test(text.slice(start + 1, end)) ? null : { start, end };
}
