import { MembershipSearch } from '../persistence/membership-search.js';
import {
  ResourceSearch,
  RESOURCES_AT_ONCE,
  type IndexPage,
  type Query,
} from '../persistence/resource-search.js';
import type { StoredResource } from '../persistence/stored-resource.js';
import type { Position } from '../persistence/sort-sql.js';
import { ScimError } from '../scim/errors.js';
import type { CheckedFilter } from '../scim/filter/ast.js';
import { checkFilter } from '../scim/filter/check.js';
import { refuseSecrets, secretNamedIn } from '../scim/filter/secrets.js';
import { readFilter } from '../scim/filter/unescaped.js';
import { aroundLongList, aroundResources, type Paging } from '../scim/messages.js';
import { Projection } from '../scim/projection.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import { parseSort } from '../scim/sort.js';
import type { CursorPosition } from './cursor.js';
import type { EndpointContext } from './endpoint-context.js';
import { inPieces, joinJson, type Json, type Part } from './json-pieces.js';
import { renderResources } from './render-resource.js';

export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

/**
 * Answers a query on one resource type, page by page.
 * @returns the JSON of a ListResponse
 * @throws ScimError invalidFilter, invalidValue, invalidCursor or expiredCursor
 */
export async function searchResources(
  context: EndpointContext,
  type: ResourceType,
  asked: ListQuery,
): Promise<Json> {
  const search = searchIn(context, type);
  const query = queryOn(type, asked);
  const count = pageSize(asked);
  const projection = projectionOf(type, asked);

  if (asked.cursor === undefined) {
    const startIndex = Math.max(1, asked.startIndex ?? 1);
    const page = await search.byIndex(query, startIndex - 1, count, projection.includes('groups'));
    const resources = renderChunks(context, type, page, projection);
    return listResponse(resources, page.size, page.totalResults, { startIndex });
  }
  const bond = cursorBond(context, type.name, asked);
  const from = asked.cursor === '' ? null : context.cursors.decode(asked.cursor, bond);
  const page = await search.bySeek(query, from, from?.backwards ?? false, count);
  const ends = page.ends && {
    first: placeOf(type, page.ends.first),
    last: placeOf(type, page.ends.last),
  };
  const cursors = neighbours(context, { ends, more: page.more }, from, bond);
  const resources = renderChunks(context, type, page, projection);
  return listResponse(resources, page.size, page.totalResults, cursors);
}

/** What of the resources of a type is asked for. */
export function projectionOf(type: ResourceType, { attributes, excludedAttributes }: ListQuery): Projection {
  return Projection.of(type, attributes, excludedAttributes);
}

/** The resources of a type in the tenant of a request. */
export function searchIn(
  { database, tenantId, baseUrl }: EndpointContext,
  type: ResourceType,
): ResourceSearch {
  return new ResourceSearch(database, tenantId, type, baseUrl + type.endpoint);
}

/**
 * What a request looks for among the resources of a type.
 * @throws ScimError invalidFilter or invalidValue when the type lacks what it names; sensitive
 */
export function queryOn(type: ResourceType, asked: ListQuery): Query {
  return {
    filter: asked.filter === undefined ? null : filterOn(type, asked.filter, asked.inUrl === true),
    sort: parseSort(type, asked.sortBy, asked.sortOrder),
  };
}

function filterOn(type: ResourceType, text: string, inUrl: boolean): CheckedFilter {
  try {
    const filter = readFilter(text);
    if (inUrl) refuseSecrets(filter, type);
    return checkFilter(filter, type);
  } catch (error) {
    const isWrong = error instanceof ScimError && error.scimType === 'invalidFilter';
    const secret = isWrong ? secretNamedIn(text, type) : undefined;
    if (secret === undefined) throw error;
    throw ScimError.invalidFilter(
      `The filter names "${secret}", which is never returned: nothing can be found by it`,
    );
  }
}

/** Most resources in the page that is asked for. */
export function pageSize({ count = DEFAULT_COUNT }: ListQuery): number {
  return Math.min(MAX_COUNT, Math.max(0, count));
}

/** What a cursor is good for: this tenant, these resource types, this filter and this order. */
export function cursorBond(
  { tenantId }: EndpointContext,
  types: string,
  { filter, sortBy, sortOrder }: ListQuery,
): readonly unknown[] {
  return [tenantId, types, filter, sortBy, sortOrder];
}

/** Where a page begins and ends, and whether resources follow in the direction that was read. */
export interface PageBounds {
  readonly ends: { readonly first: Place; readonly last: Place } | null;
  readonly more: boolean;
}

type Place = Omit<CursorPosition, 'backwards'>;

export function placeOf(type: ResourceType, position: Position): Place {
  return { type: type.name, ...position };
}

/** The cursors of the pages before and after, as far as there are any. */
export function neighbours(
  { cursors }: EndpointContext,
  { ends, more }: PageBounds,
  from: CursorPosition | null,
  bond: readonly unknown[],
): Pick<Paging, 'nextCursor' | 'previousCursor'> {
  if (ends === null) return {};
  const backwards = from?.backwards ?? false;
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : from !== null;
  return {
    ...(hasNext ? { nextCursor: cursors.encode({ ...ends.last, backwards: false }, bond) } : {}),
    ...(hasPrevious ? { previousCursor: cursors.encode({ ...ends.first, backwards: true }, bond) } : {}),
  };
}

/** Reads the next resources of a page; each is made as JSON when it is called for. */
export type RenderedChunk = () => Promise<readonly Part[]>;

/**
 * The JSON of a ListResponse, RFC 7644 section 3.4.2.
 * @param size how many resources there are, if none is deleted meanwhile
 */
export async function listResponse(
  chunks: readonly RenderedChunk[],
  size: number,
  totalResults: number,
  paging: Paging,
): Promise<Json> {
  if (size > RESOURCES_AT_ONCE) {
    const { head, tail } = aroundLongList(totalResults, paging);
    return inPieces(head, chunks, ',', tail);
  }
  const resources: Part[] = [];
  for (const chunk of chunks) resources.push(...(await chunk()));
  const deleted = size - resources.length;
  const { head, tail } = aroundResources(
    resources.length,
    // Counted beside the search by cursors, they may be left out there already.
    Math.max(resources.length, totalResults - deleted),
    paging,
  );
  return joinJson(head, resources, ',', tail);
}

/** The resources of a page as the client asked for them. */
export function renderChunks(
  context: EndpointContext,
  type: ResourceType,
  { chunks }: IndexPage,
  projection: Projection,
): RenderedChunk[] {
  return chunks.map((read) => async () => renderAll(context, type, await read(), projection));
}

/** Each resource as JSON; their associations take one statement or two. */
export async function renderAll(
  { database, tenantId, baseUrl }: EndpointContext,
  type: ResourceType,
  found: readonly StoredResource[],
  projection: Projection,
): Promise<Part[]> {
  const memberships = new MembershipSearch(database, tenantId);
  const rendered = await renderResources(found, type, memberships, projection, baseUrl);
  return rendered.map((render) => () => render().text);
}
