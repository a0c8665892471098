import type { ResourceType } from '../../scim/resource-type.js';
import type { Database } from '../database/database.js';
import { directGroupsColumn } from '../members/direct-groups.js';
import { membersColumn } from '../members/member-list.js';
import { inChunks } from '../database/id-chunks.js';
import type { KeyedRow } from '../database/batched-reads.js';
import { tableOf } from './storage-map.js';
import { RESOURCE_COLUMNS, StoredResource, type ResourceRow } from './stored-resource.js';

/** The query by which `rowOfKey` and group commit find a resource by id. */
export function queryById(database: Database, type: ResourceType, withGroups: boolean): string {
  return queryFor(database, type, 'id', withGroups && type.name === 'User' ? 'groups' : 'nothing');
}

/** Beyond this number of members, deleting a group is no small change: it would delay the other changes of a batch. */
const MANY_MEMBERS = 200;

/** A row of `queryForDeletion`. */
export interface DeletionRow extends ResourceRow, KeyedRow {
  /** Null for a user, and for a group with at most `MANY_MEMBERS` members. */
  readonly has_many_members?: unknown;
  /** How many memberships go with the resource; absent when they were not counted. */
  readonly memberships?: unknown;
}

/**
 * The query by which group commit finds a resource to delete.
 * @param isCounted whether its memberships are counted
 */
export function queryForDeletion(database: Database, type: ResourceType, isCounted: boolean): string {
  const isGroup = type.name === 'Group';
  if (!isGroup && !isCounted) return queryById(database, type, false);
  const own = `FROM group_members m WHERE m.tenant_id = r.tenant_id AND m.${isGroup ? 'group_id' : 'member_id'} = r.id`;
  const many = isGroup ? `, (SELECT 1 ${own} LIMIT 1 OFFSET ${MANY_MEMBERS}) AS has_many_members` : '';
  const count = isCounted ? `, (SELECT COUNT(*) ${own}) AS memberships` : '';
  return queryFor(database, type, 'id', 'nothing', many + count);
}

/** What is read together with a resource. */
type Beside = 'groups' | 'members' | 'nothing';

function besideOf({ name }: ResourceType): Beside {
  return name === 'User' ? 'groups' : 'members';
}

/** Queries built so far: an identical text is prepared once. */
const queries = new Map<string, string>();

/**
 * Reads the resource of a tenant with a unique key.
 * @param column one that a unique constraint of the type's table covers together with the tenant
 * @param withAssociation whether the groups of a user, or the members of a group, are read too
 */
export async function findByKey(
  database: Database,
  type: ResourceType,
  tenantId: string,
  column: string,
  key: string,
  withAssociation: boolean,
): Promise<StoredResource | null> {
  const query = queryFor(database, type, column, withAssociation ? besideOf(type) : 'nothing');
  const row = await database.rowOfKey<ResourceRow & KeyedRow>(query, tenantId, key);
  return row === null ? null : StoredResource.fromRow(row);
}

/** Reads the resources of a tenant with the given ids, in the order of the ids; missing ones are skipped. */
export async function findByIds(
  database: Database,
  type: ResourceType,
  tenantId: string,
  ids: readonly string[],
): Promise<StoredResource[]> {
  const query = queryById(database, type, false);
  const rows = await inChunks<ResourceRow>(database, tenantId, ids, (marks) => `${query} (${marks})`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [StoredResource.fromRow(row)];
  });
}

function queryFor(
  { dialect }: Database,
  type: ResourceType,
  column: string,
  beside: Beside,
  further = '',
): string {
  const name = `${dialect.name} ${dialect.listOf === null} ${type.name} ${column} ${beside} ${further}`;
  let query = queries.get(name);
  if (query === undefined) {
    const { table, uniqueKeys } = tableOf(type);
    const unique = uniqueKeys[column];
    if (unique === undefined) throw new Error(`${type.name} has no unique key of "${column}"`);
    // For several keys, MySQL would otherwise weigh every index that begins with the tenant: a third of the cost of the
    // query.
    const byKey = dialect.byKey(unique);
    const signedIn = type.name === 'User' ? ', r.has_signed_in' : '';
    const groups = beside === 'groups' ? directGroupsColumn(dialect).text : '';
    const members = beside === 'members' ? membersColumn(dialect) : null;
    const select = members === null ? 'SELECT' : dialect.selectLists;
    query =
      `${select} ${RESOURCE_COLUMNS}, r.${column} AS lookup_key${signedIn}${groups}${members ?? ''}${further} FROM ${table.text} r ${byKey} ` +
      `WHERE r.tenant_id = ? AND r.${column} IN`;
    queries.set(name, query);
  }
  return query;
}
