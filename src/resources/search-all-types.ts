import { bytesOfPage } from '../persistence/resources/resource-batches.js';
import type { Query, SeekPage } from '../persistence/search/resource-search.js';
import { ScimError } from '../scim/errors.js';
import type { ResourceType, ResourceTypes } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import { foreignCursor } from './cursor.js';
import type { TenantContext } from './tenant-context.js';
import {
  cursorBond,
  listResponse,
  neighbours,
  pageSize,
  edgeOf,
  projectionOf,
  queryOn,
  renderBatches,
  type ListAnswer,
  type PageBounds,
  type RenderedBatches,
} from './search-resources.js';

type TypeQuery = readonly [ResourceType, Query];

const ALL_TYPES = '*';

/**
 * Answers a query on the base URL, RFC 7644 section 3.4.2.1: one list of the resources of all types, type after type. A
 * type without an attribute that the query names has no matches; `sortBy` sorts within each type.
 * @throws ScimError when the query is valid for no type; invalidCursor or expiredCursor
 */
export async function searchAllTypes(context: TenantContext, requested: ListQuery): Promise<ListAnswer> {
  const queries = queriesOnTypes(context.types, requested);
  await context.room(bytesOfPage(pageSize(requested)));
  return requested.cursor === undefined
    ? byIndex(context, requested, queries)
    : byCursor(context, requested, requested.cursor, queries);
}

async function byIndex(
  context: TenantContext,
  requested: ListQuery,
  queries: readonly TypeQuery[],
): Promise<ListAnswer> {
  const startIndex = Math.max(1, requested.startIndex ?? 1);
  const count = pageSize(requested);
  const lists: RenderedBatches[] = [];
  let size = 0;
  let totalResults = 0;
  for (const [type, query] of queries) {
    const offset = Math.max(0, startIndex - 1 - totalResults);
    const search = context.store.search(type, context.baseUrl);
    const page = await search.byIndex(query, offset, count - size);
    lists.push(renderBatches(context, type, page, projectionOf(type, requested)));
    size += page.size;
    totalResults += page.totalResults;
  }
  return listResponse(oneAfterAnother(lists), size, totalResults, { startIndex });
}

/** A page that may begin among the resources of one type and end among those of another. */
async function byCursor(
  context: TenantContext,
  requested: ListQuery,
  cursor: string,
  queries: readonly TypeQuery[],
): Promise<ListAnswer> {
  const bond = cursorBond(context, ALL_TYPES, requested);
  const from = cursor === '' ? null : context.cursors.decode(cursor, bond);
  const backwards = from?.backwards ?? false;
  const inOrder = backwards ? [...queries].reverse() : queries;
  const start = from === null ? 0 : inOrder.findIndex(([type]) => type.name === from.type);
  if (start < 0) throw foreignCursor();
  const pages: { type: ResourceType; page: SeekPage }[] = [];
  let left = pageSize(requested);
  let totalResults = 0;
  let more = false;
  for (const [index, [type, query]] of inOrder.entries()) {
    const search = context.store.search(type, context.baseUrl);
    const limit = index < start ? 0 : left;
    const position = index === start ? from : null;
    const page = await search.bySeek(query, position, backwards, limit);
    totalResults += page.totalResults;
    // Once the page is full, further types are only counted.
    more ||= page.more || (index > start && limit === 0 && page.totalResults > 0);
    left -= page.size;
    if (page.ends !== null) pages.push({ type, page });
  }
  if (backwards) pages.reverse();
  return listResponse(
    oneAfterAnother(
      pages.map(({ type, page }) => renderBatches(context, type, page, projectionOf(type, requested))),
    ),
    pages.reduce((size, { page }) => size + page.size, 0),
    totalResults,
    neighbours(context, { ends: endsOf(pages), more }, from, bond),
  );
}

async function* oneAfterAnother(lists: readonly RenderedBatches[]): RenderedBatches {
  for (const list of lists) yield* list;
}

function endsOf(pages: readonly { type: ResourceType; page: SeekPage }[]): PageBounds['ends'] {
  const [first, last] = [pages[0], pages.at(-1)];
  if (first?.page.ends == null || last?.page.ends == null) return null;
  return { first: edgeOf(first.type, first.page.ends.first), last: edgeOf(last.type, last.page.ends.last) };
}

function queriesOnTypes(types: ResourceTypes, requested: ListQuery): TypeQuery[] {
  const queries: TypeQuery[] = [];
  let refusal: ScimError | null = null;
  for (const type of Object.values(types)) {
    try {
      queries.push([type, queryOn(type, requested)]);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== null && queries.length === 0) throw refusal;
  return queries;
}
