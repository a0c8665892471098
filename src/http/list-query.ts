import { ScimError } from '../scim/errors.js';
import type { ListQuery } from '../scim/search-request.js';

type RawQuery = Readonly<Record<string, unknown>>;

/**
 * Reads the query parameters of RFC 7644 section 3.4.2, their names in any letter case: a `Filter` that was ignored
 * would answer with everybody. Unknown ones, such as Entra's `aadOptscim062020`, are ignored.
 * @throws ScimError 400 naming a parameter that is repeated or no number
 */
export function parseListQuery(query: RawQuery): ListQuery {
  const cursor = text(query, 'cursor');
  return {
    ...parseProjectionQuery(query),
    filter: text(query, 'filter'),
    sortBy: text(query, 'sortBy'),
    sortOrder: text(query, 'sortOrder'),
    startIndex: integer(query, 'startIndex', 'invalidValue'),
    count: integer(query, 'count', cursor === undefined ? 'invalidValue' : 'invalidCount'),
    cursor,
    inUrl: true,
  };
}

/** Reads `attributes` and `excludedAttributes`, RFC 7644 section 3.9. */
export function parseProjectionQuery(query: RawQuery): Pick<ListQuery, 'attributes' | 'excludedAttributes'> {
  return { attributes: text(query, 'attributes'), excludedAttributes: text(query, 'excludedAttributes') };
}

function text(query: RawQuery, name: string): string | undefined {
  const key = name.toLowerCase();
  const values = Object.keys(query)
    .filter((each) => each.toLowerCase() === key)
    .flatMap((each) => query[each]);
  const [value] = values;
  if (values.length === 0) return undefined;
  if (values.length === 1 && typeof value === 'string') return value;
  const detail = `The query parameter "${name}" must appear once`;
  if (name === 'filter') throw ScimError.invalidFilter(detail);
  throw name === 'cursor' ? ScimError.invalidCursor(detail) : ScimError.invalidValue(detail);
}

function integer(
  query: RawQuery,
  name: string,
  refusal: 'invalidValue' | 'invalidCount',
): number | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  if (/^[+-]?\d{1,15}$/.test(value.trim())) return Number(value);
  throw ScimError[refusal](
    `The query parameter "${name}" must be a whole number, got "${value.slice(0, 80)}"`,
  );
}
