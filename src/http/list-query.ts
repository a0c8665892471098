import { ScimError } from '../scim/errors.js';
import type { ListQuery } from '../scim/search-request.js';

type RawQuery = Readonly<Record<string, unknown>>;

/**
 * Reads the query parameters of RFC 7644 section 3.4.2. Unknown ones, such as Entra's `aadOptscim062020`, are
 * ignored.
 * @throws ScimError 400 naming a parameter that is repeated or no number
 */
export function parseListQuery(query: RawQuery): ListQuery {
  return {
    attributes: text(query, 'attributes'),
    excludedAttributes: text(query, 'excludedAttributes'),
    filter: text(query, 'filter'),
    sortBy: text(query, 'sortBy'),
    sortOrder: text(query, 'sortOrder'),
    startIndex: integer(query, 'startIndex'),
    count: integer(query, 'count'),
    cursor: text(query, 'cursor'),
  };
}

/** Reads `attributes` and `excludedAttributes`, RFC 7644 section 3.9. */
export function parseProjectionQuery(query: RawQuery): Pick<ListQuery, 'attributes' | 'excludedAttributes'> {
  return { attributes: text(query, 'attributes'), excludedAttributes: text(query, 'excludedAttributes') };
}

function text(query: RawQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw ScimError.badRequest(`The query parameter "${name}" must appear once`);
}

function integer(query: RawQuery, name: string): number | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  if (!/^[+-]?\d{1,15}$/.test(value.trim())) {
    const detail = `The query parameter "${name}" must be a whole number, got "${value.slice(0, 80)}"`;
    throw 'cursor' in query && name === 'count'
      ? ScimError.invalidCount(detail)
      : ScimError.invalidValue(detail);
  }
  return Number(value);
}
