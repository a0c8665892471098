import { ResourceSearch, type Query } from '../persistence/resource-search.js';
import { ScimError } from '../scim/errors.js';
import { listResponse, type ListResponse } from '../scim/messages.js';
import { resourceTypes, type ResourceType } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import type { EndpointContext } from './endpoint-context.js';
import { pageSize, queryOn, renderAll } from './search-resources.js';

/**
 * Answers a query on the base URL, RFC 7644 section 3.4.2.1: one list of the resources of all types, type after
 * type. A type without an attribute that the query names has no matches; `sortBy` orders within each.
 * @throws ScimError when the query suits no type, or asks for a cursor
 */
export async function searchAllTypes(context: EndpointContext, asked: ListQuery): Promise<ListResponse> {
  if (asked.cursor !== undefined) {
    throw ScimError.invalidCursor(
      'Cursors are for one resource type: use "startIndex" here, or search /Users or /Groups',
    );
  }
  const startIndex = Math.max(1, asked.startIndex ?? 1);
  const count = pageSize(asked);
  const resources: unknown[] = [];
  let totalResults = 0;
  for (const [type, query] of queriesOnTypes(asked)) {
    const offset = Math.max(0, startIndex - 1 - totalResults);
    const search = new ResourceSearch(context.database, context.tenantId, type);
    const page = await search.byIndex(query, offset, count - resources.length);
    resources.push(...(await renderAll(context, type, page.resources, asked)));
    totalResults += page.totalResults;
  }
  return listResponse(resources, totalResults, { startIndex });
}

function queriesOnTypes(asked: ListQuery): [ResourceType, Query][] {
  const queries: [ResourceType, Query][] = [];
  let refusal: ScimError | null = null;
  for (const type of resourceTypes) {
    try {
      queries.push([type, queryOn(type, asked)]);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== null && queries.length === 0) throw refusal;
  return queries;
}
