import type { Dialect } from '../database/dialect.js';
import { trusted, type Sql } from '../database/sql.js';
import { BY_MEMBER } from '../resources/storage-map.js';

/** A group that a user is a direct member of. */
export interface DirectGroup {
  readonly groupId: string;
  readonly groupName: string;
  /** Whether this group is itself a member of another group, so that the user has indirect groups. */
  readonly nested: boolean;
}

/**
 * A column for `SELECT … FROM users r` with the direct groups of each user, so that reading a user takes one statement.
 * It is computed for every row that the statement examines: use it only where these are few or read in index order.
 */
export function directGroupsColumn(dialect: Dialect): Sql {
  const byMember = dialect.byIndex(BY_MEMBER);
  const nested = `EXISTS (SELECT 1 FROM group_members p ${byMember} WHERE p.tenant_id = m.tenant_id AND p.member_id = m.group_id)`;
  return trusted(`, (SELECT ${dialect.jsonRows(`m.group_id, g.display_name, ${nested}`)}
    FROM group_members m ${byMember} ${dialect.joinInOrder} \`groups\` g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
    WHERE m.tenant_id = r.tenant_id AND m.member_id = r.id) AS direct_groups`);
}

/** Parses `directGroupsColumn`, in the order in which the groups were created. */
export function parseDirectGroups(value: unknown): DirectGroup[] {
  const rows = (typeof value === 'string' ? JSON.parse(value) : (value ?? [])) as [string, string, unknown][];
  return rows
    .map(([groupId, groupName, nested]) => ({ groupId, groupName, nested: Boolean(nested) }))
    .sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}
