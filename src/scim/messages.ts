import { ScimError } from './errors.js';
import { isObject, member } from './resource.js';

export const LIST_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const BULK_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
export const PATCH_OP_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The answer to a query, RFC 7644 section 3.4.2, with the cursors of RFC 9865 section 2. */
export interface ListResponse extends Paging {
  readonly schemas: readonly [typeof LIST_RESPONSE_SCHEMA];
  readonly totalResults: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly unknown[];
}

/** The position of a page: its 1-based start, or the cursors of its neighbours. */
export interface Paging {
  readonly startIndex?: number;
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}

/** @param totalResults of all pages */
export function listResponse(
  resources: readonly unknown[],
  totalResults: number,
  paging: Paging,
): ListResponse {
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults,
    ...paging,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** The JSON of a ListResponse before and after its resources. */
export function listFrame(
  itemsPerPage: number,
  totalResults: number,
  paging: Paging,
): { readonly head: string; readonly tail: string } {
  return { head: headOf(totalResults, paging, itemsPerPage), tail: ']}' };
}

/** Like `listFrame`, for a list that is sent before its number of resources is known. */
export function longListFrame(
  totalResults: number,
  paging: Paging,
): { readonly head: string; readonly tail: (itemsPerPage: number) => string } {
  return {
    head: headOf(totalResults, paging),
    tail: (itemsPerPage) => `],"itemsPerPage":${itemsPerPage}}`,
  };
}

const LIST_HEAD = `{"schemas":["${LIST_RESPONSE_SCHEMA}"],"totalResults":`;

function headOf(
  totalResults: number,
  { startIndex, nextCursor, previousCursor }: Paging,
  itemsPerPage?: number,
): string {
  const paging =
    memberIf('startIndex', startIndex) +
    memberIf('nextCursor', nextCursor) +
    memberIf('previousCursor', previousCursor) +
    memberIf('itemsPerPage', itemsPerPage);
  return `${LIST_HEAD}${totalResults}${paging},"Resources":[`;
}

/** A further member of an object, as JSON; empty when it has no value. */
function memberIf(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/**
 * Checks that a request body is an object that names the required schema.
 * @throws ScimError invalidSyntax
 */
export function requireSchema(body: unknown, urn: string): Record<string, unknown> {
  if (!isObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object');
  const schemas = member(body, 'schemas');
  const names = Array.isArray(schemas) ? (schemas as unknown[]) : [];
  if (!names.some((each) => typeof each === 'string' && each.toLowerCase() === urn.toLowerCase())) {
    throw ScimError.invalidSyntax(`"schemas" must be a list that contains "${urn}"`);
  }
  return body;
}
