import { ScimError } from '../scim/errors.js';
import type { ListQuery } from '../scim/search-request.js';

type RawQuery = Readonly<Record<string, unknown>>;
type Values = ReadonlyMap<string, readonly unknown[]>;

/** The names of parameters. */
const NAMES = [
  'attributes',
  'excludedAttributes',
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
];
/** By the name in lower case. */
const KNOWN: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** A path or another query after a parameter's value, or in an unknown parameter's name. */
const APPENDED = new RegExp(`/|\\?(?:${NAMES.join('|')})$`, 'i');
const APPENDED_TO_VALUE = new RegExp(`/(?:Users|Groups|\\.search)\\b|\\?(?:${NAMES.join('|')})=`, 'i');

/**
 * Parses the query parameters of RFC 7644 section 3.4.2. Names are read in any letter case: ignoring a `Filter` would
 * return all resources. Unknown parameters, such as Entra's `aadOptscim062020`, are ignored. A parameter without a
 * value counts as absent, except for `cursor` (RFC 9865 section 2.1).
 * @throws ScimError 400 naming a parameter that is repeated or no number, or that contains a path: the client has
 *   appended the path to a Tenant URL with a query
 */
export function parseListQuery(query: RawQuery): ListQuery {
  const values = valuesOf(query);
  const cursor = single(values, 'cursor');
  // Property by property: spreading an object takes ten times as long as everything else here.
  return {
    attributes: text(values, 'attributes'),
    excludedAttributes: text(values, 'excludedAttributes'),
    filter: text(values, 'filter'),
    sortBy: text(values, 'sortBy'),
    sortOrder: text(values, 'sortOrder'),
    startIndex: integer(values, 'startIndex', 'invalidValue'),
    count: integer(values, 'count', cursor === undefined ? 'invalidValue' : 'invalidCount'),
    cursor,
    inUrl: true,
  };
}

/** Parses `attributes` and `excludedAttributes`, RFC 7644 section 3.9. */
export function parseProjectionQuery(query: RawQuery): Pick<ListQuery, 'attributes' | 'excludedAttributes'> {
  const values = valuesOf(query);
  return { attributes: text(values, 'attributes'), excludedAttributes: text(values, 'excludedAttributes') };
}

/**
 * Refuses a filter on an endpoint that does not support filters (RFC 7644 section 4).
 * @throws ScimError 403
 */
export function refuseFilter(query: RawQuery): void {
  if (text(valuesOf(query), 'filter') !== undefined) {
    throw ScimError.forbidden('Discovery endpoints take no "filter"');
  }
}

/** All values, by the name of the parameter. */
function valuesOf(query: RawQuery): Values {
  const values = new Map<string, readonly unknown[]>();
  for (const given in query) {
    const value = query[given];
    const more = Array.isArray(value) ? (value as unknown[]) : [value];
    const name = KNOWN.get(given.toLowerCase());
    if (name === undefined) {
      refuseAppended(given, more);
      continue;
    }
    const before = values.get(name);
    values.set(name, before === undefined ? more : [...before, ...more]);
  }
  return values;
}

/** Ignoring it would return all resources, since the filter is part of the text. */
function refuseAppended(name: string, values: readonly unknown[]): void {
  if (!APPENDED.test(name) && !values.some((value) => APPENDED_TO_VALUE.test(String(value)))) return;
  throw ScimError.invalidValue(
    `The query parameter "${name.slice(0, 80)}" holds a path or another query, put behind the "?" of the Tenant URL: ` +
      'the path goes before it, as in /scim/v2/Users?aadOptscim062020&filter=…',
  );
}

function text(all: Values, name: string): string | undefined {
  return single(all, name) || undefined;
}

function single(all: Values, name: string): string | undefined {
  const values = all.get(name);
  if (values === undefined) return undefined;
  const [value] = values;
  if (values.length === 1 && typeof value === 'string') return value;
  const detail = `The query parameter "${name}" must appear once`;
  if (name === 'filter') throw ScimError.invalidFilter(detail);
  throw name === 'cursor' ? ScimError.invalidCursor(detail) : ScimError.invalidValue(detail);
}

function integer(all: Values, name: string, refusal: 'invalidValue' | 'invalidCount'): number | undefined {
  const value = text(all, name);
  if (value === undefined) return undefined;
  if (/^[+-]?\d{1,15}$/.test(value.trim())) return Number(value);
  throw ScimError[refusal](
    `The query parameter "${name}" must be a whole number, got "${value.slice(0, 80)}"`,
  );
}
