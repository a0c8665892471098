import type { CheckedFilter } from '../../scim/filter/ast.js';
import { groupType, type ResourceType } from '../../scim/resource-type.js';
import type { Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { sql } from '../database/sql.js';
import { tableOf } from '../resources/storage-map.js';
import type { WriteBudget } from '../resources/write-budget.js';
import { associationSql } from '../search/filter-sql.js';
import { MOST_ROWS, termsIn } from '../search/search-cost.js';

/** What to send instead of a change of too many memberships. */
export const FEWER_CHANGES =
  'add and remove members by PATCH, some thousand in each request, or delete the group and create it anew';
const BY_ID = 'name the members to remove by "value eq"';

/**
 * The ids of all members of a group, which is to have `wanted` members.
 * @throws ScimError tooMany, or 429 in a Bulk, when too many would have to be removed
 */
export async function membersToReplace(
  tx: Statements,
  tenantId: string,
  groupId: string,
  wanted: number,
  budget: WriteBudget,
): Promise<Set<string>> {
  const most = wanted + budget.membershipsLeft;
  const rows = await tx.rows<{ memberId: string }>(
    'SELECT member_id AS memberId FROM group_members WHERE tenant_id = ? AND group_id = ? LIMIT ?',
    [tenantId, groupId, most + 1],
  );
  budget.lookAt(rows.length, FEWER_CHANGES);
  if (rows.length > most) budget.change(rows.length - wanted, FEWER_CHANGES);
  return new Set(rows.map(({ memberId }) => memberId));
}

/**
 * The ids of the members of a group that satisfy a filter, which is applied to each member. When more satisfy it than
 * may be changed, so many are among them that the budget refuses the change.
 * @throws ScimError tooMany, or 429 in a Bulk, when the group has too many members
 */
export async function membersThat(
  tx: Statements,
  dialect: Dialect,
  tenantId: string,
  groupId: string,
  filter: CheckedFilter,
  budget: WriteBudget,
): Promise<string[]> {
  const { members } = tableOf(groupType).associations;
  if (members === undefined) return [];
  const terms = termsIn(filter);
  const [counted] = await tx.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM (SELECT 1 FROM group_members WHERE tenant_id = ? AND group_id = ? LIMIT ?) AS m',
    [tenantId, groupId, Math.ceil(MOST_ROWS / terms) + 1],
  );
  budget.lookAt(terms * Number(counted?.n ?? 0), BY_ID);
  const [source] = members;
  const where = associationSql(filter, source, dialect);
  const matching = sql`SELECT m.member_id AS memberId FROM ${source.from(tenantId)} WHERE m.tenant_id = ${tenantId} AND ${source.owner} = ${groupId} AND (${where}) LIMIT ${budget.changesLeft + 1}`;
  const rows = await tx.rows<{ memberId: string }>(matching.text, matching.params);
  return rows.map(({ memberId }) => memberId);
}

/** The number of memberships that go with a resource: the members of a group, or the groups of a user. */
export async function membershipsOf(
  tx: Statements,
  tenantId: string,
  id: string,
  { name }: ResourceType,
): Promise<number> {
  const column = name === 'Group' ? 'group_id' : 'member_id';
  const [row] = await tx.rows<{ n: number }>(
    `SELECT COUNT(*) AS n FROM group_members WHERE tenant_id = ? AND ${column} = ?`,
    [tenantId, id],
  );
  return Number(row?.n ?? 0);
}
