import type { Dialect } from '../database/dialect.js';
import { trusted, type Sql } from '../database/sql.js';
import { BY_MEMBER } from '../resources/storage-map.js';

/** A group that a user is a direct member of. */
export interface DirectGroup {
  readonly groupId: string;
  readonly groupName: string;
  /** Whether the group is in another one, so that the user is in more than the direct ones. */
  readonly nested: boolean;
}

/**
 * A column for `SELECT … FROM users r`: the groups of each user, so that reading a user takes one statement.
 * It is computed for every row that the statement looks at, so these must be few or come in order.
 */
export function directGroupsColumn(dialect: Dialect): Sql {
  const byMember = dialect.byIndex(BY_MEMBER);
  const nested = `EXISTS (SELECT 1 FROM group_members p ${byMember} WHERE p.tenant_id = m.tenant_id AND p.member_id = m.group_id)`;
  return trusted(`, (SELECT ${dialect.jsonRows(`m.group_id, g.display_name, ${nested}`)}
    FROM group_members m ${byMember} ${dialect.joinInOrder} \`groups\` g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
    WHERE m.tenant_id = r.tenant_id AND m.member_id = r.id) AS direct_groups`);
}

/** What that column holds, in the order in which the groups were made. */
export function parseDirectGroups(value: unknown): DirectGroup[] {
  const rows = (typeof value === 'string' ? JSON.parse(value) : (value ?? [])) as [string, string, unknown][];
  return rows
    .map(([groupId, groupName, nested]) => ({ groupId, groupName, nested: Boolean(nested) }))
    .sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}
