import type { ResourceType } from '../scim/resource-type.js';
import type { Database } from './database.js';
import { directGroupsColumn } from './direct-groups.js';
import type { KeyedRow } from './keyed-reads.js';
import { tableOf } from './storage-map.js';
import { RESOURCE_COLUMNS, StoredResource, type ResourceRow } from './stored-resource.js';

/** The query by which `rowOfKey` and `together` find a resource by its id. */
export function queryById(database: Database, type: ResourceType, withGroups: boolean): string {
  return queryFor(database, type, 'id', withGroups && type.name === 'User');
}

/** Queries made so far: the same text each time, so that it is prepared once. */
const queries = new Map<string, string>();

/**
 * Reads the one resource of a tenant that has a key.
 * @param column one that a unique constraint of the type's table covers together with the tenant
 * @param withGroups whether the groups of a user are read too
 */
export async function findByKey(
  database: Database,
  type: ResourceType,
  tenantId: string,
  column: string,
  key: string,
  withGroups: boolean,
): Promise<StoredResource | null> {
  const query = queryFor(database, type, column, withGroups && type.name === 'User');
  const row = await database.rowOfKey<ResourceRow & KeyedRow>(query, tenantId, key);
  return row === null ? null : StoredResource.fromRow(row);
}

function queryFor({ dialect }: Database, type: ResourceType, column: string, withGroups: boolean): string {
  const name = `${dialect.name} ${type.name} ${column} ${withGroups}`;
  let query = queries.get(name);
  if (query === undefined) {
    const groups = withGroups ? directGroupsColumn(dialect).text : '';
    query =
      `SELECT ${RESOURCE_COLUMNS}, r.${column} AS lookup_key${groups} FROM ${tableOf(type).table.text} r ` +
      `WHERE r.tenant_id = ? AND r.${column} IN`;
    queries.set(name, query);
  }
  return query;
}
