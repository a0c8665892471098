import { ScimError } from './errors.js';
import { requireSchema, SEARCH_REQUEST_SCHEMA } from './messages.js';
import { member } from './resource.js';

/** The parameters of a query, RFC 7644 section 3.4.2 and RFC 9865; numbers as the client sent them. */
export interface ListQuery {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
  readonly filter?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly startIndex?: number | undefined;
  readonly count?: number | undefined;
  /** Empty for the first page; absent for paging by index. */
  readonly cursor?: string | undefined;
  /** Whether the query came in a URL, which must not contain secrets. */
  readonly inUrl?: boolean;
}

/**
 * Parses the body of a POST to `/.search`, RFC 7644 section 3.4.3. A null or "" counts as absent, as in a URL, except
 * for `cursor` (RFC 9865 section 2.1).
 * @throws ScimError invalidSyntax or invalidValue (invalidCount beside a cursor)
 */
export function parseSearchRequest(sent: unknown): ListQuery {
  const body = requireSchema(sent, SEARCH_REQUEST_SCHEMA);
  return {
    attributes: names(body, 'attributes'),
    excludedAttributes: names(body, 'excludedAttributes'),
    filter: text(body, 'filter'),
    sortBy: text(body, 'sortBy'),
    sortOrder: text(body, 'sortOrder'),
    startIndex: integer(body, 'startIndex'),
    count: integer(body, 'count'),
    cursor: nullableText(body, 'cursor'),
  };
}

function text(body: Record<string, unknown>, name: string): string | undefined {
  return nullableText(body, name) || undefined;
}

function nullableText(body: Record<string, unknown>, name: string): string | undefined {
  const value = member(body, name) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw ScimError.invalidValue(`"${name}" must be a string`);
}

/** A list of names, or a comma-separated string as in a URL. */
function names(body: Record<string, unknown>, name: string): string | undefined {
  const value = member(body, name);
  if (!Array.isArray(value)) return text(body, name);
  if (!value.every((each) => typeof each === 'string'))
    throw ScimError.invalidValue(`"${name}" must be a list of strings`);
  return value.join(',');
}

function integer(body: Record<string, unknown>, name: string): number | undefined {
  const value = member(body, name) ?? '';
  if (value === '') return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const detail = `"${name}" must be a whole number`;
  throw name === 'count' && typeof member(body, 'cursor') === 'string'
    ? ScimError.invalidCount(detail)
    : ScimError.invalidValue(detail);
}
