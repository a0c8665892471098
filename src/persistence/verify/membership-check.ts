import type { TypeName } from '../../scim/resource-type.js';
import type { Database, SqlValue, Statements } from '../database/database.js';
import { inChunks } from '../database/id-chunks.js';
import type { Problem } from './problems.js';
import { isTenant } from './tenants.js';

const ROWS_A_PAGE = 1000;

/** A membership, with what its ids turn out to be. */
export interface CheckedMembership {
  readonly group_id: string;
  readonly member_id: string;
  readonly member_type: TypeName;
  readonly found_group: string | null;
  readonly found_type: TypeName | null;
}

/** The memberships of a tenant in the order of their keys, a page at a time. */
export async function* membershipPages(
  database: Database,
  tenantId: string,
): AsyncGenerator<CheckedMembership[]> {
  let [groupId, memberId] = ['', ''];
  for (;;) {
    // Two ranges of the key, each read in its order: of both in one condition SQLite makes none.
    const rest = await read(database, database, 'm.group_id = ? AND m.member_id > ?', [
      tenantId,
      groupId,
      memberId,
    ]);
    const page =
      rest.length > 0 ? rest : await read(database, database, 'm.group_id > ?', [tenantId, groupId]);
    const end = page.at(-1);
    if (end === undefined) return;
    yield page;
    [groupId, memberId] = [end.group_id, end.member_id];
  }
}

/** The problems of a page, each read again. */
export async function problemsOfMemberships(
  database: Database,
  tenantId: string,
  page: readonly CheckedMembership[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const suspect of page.filter((row) => problemsOf(row).length > 0)) {
    const found = await database.transaction(async (tx) => {
      const [again] = await read(database, tx, 'm.group_id = ? AND m.member_id = ?', [
        tenantId,
        suspect.group_id,
        suspect.member_id,
      ]);
      return again !== undefined && (await isTenant(tx, tenantId)) ? problemsOf(again) : [];
    });
    problems.push(...found);
  }
  return problems;
}

/** Groups of a page that seem to contain groups. */
export function containersIn(page: readonly CheckedMembership[]): string[] {
  const nesting = page.filter((row) => row.member_type === 'Group' || row.found_type === 'Group');
  return [...new Set(nesting.map((row) => row.group_id))];
}

/** Those of some groups that contain themselves. */
export async function cycles(
  database: Database,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const id of await circular(database, tenantId, groupIds)) {
    const isCircular = await database.transaction(
      async (tx) => (await circular(tx, tenantId, [id])).length > 0 && isTenant(tx, tenantId),
    );
    if (isCircular) problems.push({ kind: 'membership-cycle', subject: `Group ${id}` });
  }
  return problems;
}

/** Upwards: few groups contain a group, while a group may have very many members. */
async function circular(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  const rows = await inChunks<{ id: string }>(
    statements,
    tenantId,
    groupIds,
    (marks) => `WITH RECURSIVE above (root, id) AS (
      SELECT member_id, group_id FROM group_members WHERE tenant_id = ? AND member_id IN (${marks})
      UNION SELECT a.root, m.group_id FROM above a
        CROSS JOIN group_members m ON m.tenant_id = ? AND m.member_id = a.id)
     SELECT DISTINCT root AS id FROM above WHERE id = root ORDER BY root`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

function problemsOf(row: CheckedMembership): Problem[] {
  const subject = `Group ${row.group_id}, member ${row.member_id}`;
  const problems: Problem[] = [];
  if (row.found_group === null) problems.push({ kind: 'membership-without-group', subject });
  if (row.found_type === null) problems.push({ kind: 'membership-without-member', subject });
  else if (row.found_type !== row.member_type) problems.push({ kind: 'member-type', subject });
  return problems;
}

/** One statement: it sees a membership with both resources, as one commit left them. */
function read(
  { dialect }: Database,
  statements: Pick<Statements, 'rows'>,
  condition: string,
  params: readonly SqlValue[],
): Promise<CheckedMembership[]> {
  return statements.rows<CheckedMembership>(
    `SELECT m.group_id, m.member_id, m.member_type, g.id AS found_group,
       CASE WHEN u.id IS NOT NULL THEN 'User' WHEN c.id IS NOT NULL THEN 'Group' END AS found_type
     FROM group_members m ${dialect.byKey('PRIMARY')}
     LEFT JOIN \`groups\` g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
     LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.member_id
     LEFT JOIN \`groups\` c ON c.tenant_id = m.tenant_id AND c.id = m.member_id
     WHERE m.tenant_id = ? AND ${condition} ORDER BY m.group_id, m.member_id LIMIT ${ROWS_A_PAGE}`,
    params,
  );
}
