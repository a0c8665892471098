import type { IndexPage, Query } from '../persistence/search/resource-search.js';
import { RESOURCES_AT_ONCE } from '../persistence/resources/resource-batches.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Position } from '../persistence/search/sort-sql.js';
import { ScimError } from '../scim/errors.js';
import type { CheckedFilter } from '../scim/filter/ast.js';
import { checkFilter } from '../scim/filter/check.js';
import { refuseSecrets, secretNamedIn } from '../scim/filter/secrets.js';
import { readFilter } from '../scim/filter/unescaped.js';
import { longListFrame, listFrame, type Paging } from '../scim/messages.js';
import { Projection } from '../scim/projection.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import { parseSort } from '../scim/sort.js';
import type { CursorPosition } from './cursor.js';
import { associationOf } from './associations.js';
import { CarriedJson } from './carried-json.js';
import { inTurn, mayHaveManyMembers } from './in-turn.js';
import type { TenantContext } from './tenant-context.js';
import { inPieces, joinJson, type Part } from './json-pieces.js';
import { renderResources } from './render-resource.js';

export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

/** A ListResponse. */
export interface ListAnswer {
  readonly json: CarriedJson;
  readonly totalResults: number;
}

/**
 * Answers a query on one resource type with one page.
 * @throws ScimError invalidFilter, invalidValue, invalidCursor or expiredCursor; 429 or 503 when too many requests are
 *   in progress
 */
export async function searchResources(
  context: TenantContext,
  type: ResourceType,
  requested: ListQuery,
): Promise<ListAnswer> {
  const search = context.store.search(type, context.baseUrl);
  const query = queryOn(type, requested);
  const count = pageSize(requested);
  const projection = projectionOf(type, requested);
  const bytes = search.bytesOf(query, count);
  if (bytes > 0) await context.room(bytes);

  if (requested.cursor === undefined) {
    const startIndex = Math.max(1, requested.startIndex ?? 1);
    const page = await inTurn(context.store, isLongPage(count), () =>
      search.byIndex(query, startIndex - 1, count, projection.includes(associationOf(type))),
    );
    const found = await foundResources(context, type, page, projection);
    if (found !== null) return wholeList(found, page.size, page.totalResults, { startIndex });
    const resources = renderBatches(context, type, page, projection);
    return listResponse(resources, page.size, page.totalResults, { startIndex });
  }
  const bond = cursorBond(context, type.name, requested);
  const from = requested.cursor === '' ? null : context.cursors.decode(requested.cursor, bond);
  const page = await inTurn(context.store, isLongPage(count), () =>
    search.bySeek(query, from, from?.backwards ?? false, count),
  );
  const ends = page.ends && {
    first: edgeOf(type, page.ends.first),
    last: edgeOf(type, page.ends.last),
  };
  const cursors = neighbours(context, { ends, more: page.more }, from, bond);
  const resources = renderBatches(context, type, page, projection);
  return listResponse(resources, page.size, page.totalResults, cursors);
}

/** The attributes of a type that the query requests. */
export function projectionOf(type: ResourceType, { attributes, excludedAttributes }: ListQuery): Projection {
  return Projection.of(type, attributes, excludedAttributes);
}

/**
 * Checks the filter and order of a request against a resource type.
 * @throws ScimError invalidFilter or invalidValue when the type lacks an attribute that is named; sensitive
 */
export function queryOn(type: ResourceType, requested: ListQuery): Query {
  return {
    filter:
      requested.filter === undefined ? null : filterOn(type, requested.filter, requested.inUrl === true),
    sort: parseSort(type, requested.sortBy, requested.sortOrder),
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

/** The requested page size, within the limit. */
export function pageSize({ count = DEFAULT_COUNT }: ListQuery): number {
  return Math.min(MAX_COUNT, Math.max(0, count));
}

/** What a cursor is bound to: this tenant, these resource types, this filter and this order. */
export function cursorBond(
  { tenantId }: TenantContext,
  types: string,
  { filter, sortBy, sortOrder }: ListQuery,
): readonly unknown[] {
  return [tenantId, types, filter, sortBy, sortOrder];
}

/** The first and last positions of a page, and whether more resources follow in the direction of reading. */
export interface PageBounds {
  readonly ends: { readonly first: Edge; readonly last: Edge } | null;
  readonly more: boolean;
}

type Edge = Omit<CursorPosition, 'backwards'>;

export function edgeOf(type: ResourceType, position: Position): Edge {
  return { type: type.name, ...position };
}

/** The cursors of the previous and the next page, where these exist. */
export function neighbours(
  { cursors }: TenantContext,
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

type Rendering = Pick<TenantContext, 'store' | 'baseUrl'>;

/** The few resources that a unique key has found; null for other pages, and for answers that take long. */
async function foundResources(
  context: Rendering,
  type: ResourceType,
  { found }: IndexPage,
  projection: Projection,
): Promise<Part[] | null> {
  if (found === undefined || mayHaveManyMembers(found, type, projection)) return null;
  return partsOf(found, context, type, projection);
}

/** As `renderResources`, the JSON of each alone. */
async function partsOf(
  resources: readonly StoredResource[],
  { store, baseUrl }: Rendering,
  type: ResourceType,
  projection: Projection,
): Promise<Part[] | null> {
  const rendered = await renderResources(resources, type, store.membershipSearch, projection, baseUrl);
  return rendered === null ? null : rendered.map((render) => () => render().text);
}

/** The resources of a page in batches; the JSON of each is produced when its part is called. */
export type RenderedBatches = AsyncIterable<readonly Part[]>;

/** Maximum number of batches that are sent as one text. A page of small resources has one batch per type. */
const BATCHES_AT_ONCE = 2;

/**
 * A ListResponse, RFC 7644 section 3.4.2.
 * @param size the expected number of resources; fewer are sent if some are deleted meanwhile
 */
export async function listResponse(
  batches: RenderedBatches,
  size: number,
  totalResults: number,
  paging: Paging,
): Promise<ListAnswer> {
  const source = batches[Symbol.asyncIterator]();
  const first: (readonly Part[])[] = [];
  while (size <= RESOURCES_AT_ONCE && first.length <= BATCHES_AT_ONCE) {
    const next = await source.next();
    if (next.done === true) return wholeList(first.flat(), size, totalResults, paging);
    first.push(next.value);
  }
  const { head, tail } = longListFrame(totalResults, paging);
  return { json: new CarriedJson(inPieces(head, followedBy(first, source), ',', tail)), totalResults };
}

function wholeList(
  resources: readonly Part[],
  size: number,
  totalResults: number,
  paging: Paging,
): ListAnswer {
  const deleted = size - resources.length;
  // With cursors, the total is counted concurrently and may already exclude deleted resources.
  const total = Math.max(resources.length, totalResults - deleted);
  const { head, tail } = listFrame(resources.length, total, paging);
  return { json: new CarriedJson(joinJson(head, resources, ',', tail)), totalResults: total };
}

async function* followedBy<T>(first: T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  for (let next = first.shift(); next !== undefined; next = first.shift()) yield next;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The resources of a page as the client requested them. Associations take one or two statements per batch. */
export async function* renderBatches(
  context: Rendering,
  type: ResourceType,
  { size, batches }: IndexPage,
  projection: Projection,
): AsyncGenerator<readonly Part[]> {
  const { store } = context;
  const { shares } = store.database;
  const isLong = isLongPage(size) || (size > SHORT_PAGE && !shares.pages.isAlone(store.tenantId));
  const source = batches[Symbol.asyncIterator]();
  for (;;) {
    const next = await inTurn(store, isLong, () => source.next());
    if (next.done === true) return;
    const batch = next.value;
    let atOnce = batch.length;
    for (let start = 0; start < batch.length;) {
      const some = batch.slice(start, start + atOnce);
      const parts = await inTurn(store, isLong || mayHaveManyMembers(some, type, projection), () =>
        partsOf(some, context, type, projection),
      );
      if (parts === null) {
        atOnce = Math.ceil(some.length / 2);
        continue;
      }
      yield parts;
      start += some.length;
    }
  }
}

/** Longer pages are read in turn while other tenants are there. */
const SHORT_PAGE = 25;

function isLongPage(size: number): boolean {
  return size > RESOURCES_AT_ONCE;
}
