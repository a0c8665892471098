import { MembershipRepository } from '../persistence/membership.repository.js';
import { ResourceSearch, type Query, type SeekPage } from '../persistence/resource-search.js';
import type { StoredResource } from '../persistence/resource.repository.js';
import { checkFilter } from '../scim/filter/check.js';
import { parseFilter } from '../scim/filter/parse.js';
import { listResponse, type ListResponse } from '../scim/messages.js';
import { Projection } from '../scim/projection.js';
import type { ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import { parseSort } from '../scim/sort.js';
import { readAssociation } from './associations.js';
import { complete } from './complete-resource.js';
import type { EndpointContext } from './endpoint-context.js';

export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

/**
 * Answers a query on one resource type, page by page.
 * @throws ScimError invalidFilter, invalidValue, invalidCursor or expiredCursor
 */
export async function searchResources(
  context: EndpointContext,
  type: ResourceType,
  asked: ListQuery,
): Promise<ListResponse> {
  const search = new ResourceSearch(context.database, context.tenantId, type);
  const query: Query = {
    filter: asked.filter === undefined ? null : checkFilter(parseFilter(asked.filter), type),
    sort: parseSort(type, asked.sortBy, asked.sortOrder),
  };
  const projection = Projection.of(type, asked.attributes, asked.excludedAttributes);
  const count = Math.min(MAX_COUNT, Math.max(0, asked.count ?? DEFAULT_COUNT));
  const render = (stored: readonly StoredResource[]) => renderAll(context, type, stored, projection);

  if (asked.cursor === undefined) {
    const startIndex = Math.max(1, asked.startIndex ?? 1);
    const page = await search.byIndex(query, startIndex - 1, count);
    return listResponse(await render(page.resources), page.totalResults, { startIndex });
  }
  const bound = [context.tenantId, type.name, asked.filter, asked.sortBy, asked.sortOrder];
  const from = asked.cursor === '' ? null : context.cursors.decode(asked.cursor, bound);
  const page = await search.bySeek(query, from, from?.backwards ?? false, count);
  return listResponse(
    await render(page.resources),
    page.totalResults,
    neighbours(context, page, from, bound),
  );
}

/** The cursors of the pages before and after, as far as there are any. */
function neighbours(
  { cursors }: EndpointContext,
  { ends, more }: SeekPage,
  from: { readonly backwards: boolean } | null,
  bound: readonly unknown[],
): { nextCursor?: string; previousCursor?: string } {
  if (ends === null) return {};
  const backwards = from?.backwards ?? false;
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : from !== null;
  return {
    ...(hasNext ? { nextCursor: cursors.encode({ ...ends.last, backwards: false }, bound) } : {}),
    ...(hasPrevious ? { previousCursor: cursors.encode({ ...ends.first, backwards: true }, bound) } : {}),
  };
}

async function renderAll(
  { database, tenantId, baseUrl }: EndpointContext,
  type: ResourceType,
  found: readonly StoredResource[],
  projection: Projection,
): Promise<ScimResource[]> {
  const memberships = new MembershipRepository(database, tenantId);
  const ids = found.map(({ id }) => id);
  const association = await readAssociation(type, ids, memberships, projection, baseUrl);
  return found.map((stored) => projection.apply(complete(stored, type, association, baseUrl)));
}
