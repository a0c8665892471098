import { ScimError } from '../../scim/errors.js';
import type { MergedChange } from '../../scim/membership-changes.js';
import type { Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { inChunks } from '../database/id-chunks.js';

/** Maximum depth of nested groups. */
const MAX_NESTING = 32;

/**
 * Rejects nesting that would form a cycle or be too deep. Nesting changes of a tenant run one at a time: two concurrent
 * ones could close a cycle together.
 * @param added ids of groups that are to become members of the group
 * @param places the operation that adds each id, such as `Operations[2]`
 * @throws ScimError invalidValue when the groups would form a cycle or nest too deep
 */
export async function checkNesting(
  tx: Statements,
  dialect: Dialect,
  tenantId: string,
  groupId: string,
  added: readonly string[],
  places?: MergedChange['places'],
): Promise<void> {
  await tx.rows(`SELECT id FROM tenants WHERE id = ?${dialect.forUpdate}`, [tenantId]);
  const above = await levels(tx, tenantId, [groupId], 'above');
  const circular = added.find((id) => above.has(id));
  if (circular !== undefined) {
    const refusal = ScimError.invalidValue(
      `"members": the group ${circular} is, or contains, the group that it would be added to`,
    );
    ScimError.rethrowAt(refusal, places?.get(circular));
  }
  const below = await levels(tx, tenantId, added, 'below');
  if (highest(above) + 1 + highest(below) > MAX_NESTING) {
    throw ScimError.invalidValue(`"members": groups would be nested more than ${MAX_NESTING} levels deep`);
  }
}

/** Whether any of the groups contains itself, or groups below it more than 32 levels deep. */
export async function isNestedTooDeep(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  groupIds: readonly string[],
): Promise<boolean> {
  return highest(await levels(statements, tenantId, groupIds, 'below')) > MAX_NESTING;
}

function highest(levels: ReadonlyMap<string, number>): number {
  return [...levels.values()].reduce((most, level) => Math.max(most, level), 0);
}

/** The ancestors or descendants of some groups, by their distance; the groups themselves have distance 0. */
async function levels(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  groupIds: readonly string[],
  side: 'above' | 'below',
): Promise<Map<string, number>> {
  const [from, to] = side === 'above' ? ['member_id', 'group_id'] : ['group_id', 'member_id'];
  const rows = await inChunks<{ id: string; level: number }>(
    statements,
    tenantId,
    groupIds,
    (marks) => `WITH RECURSIVE related (id, level) AS (
      SELECT id, 0 FROM \`groups\` WHERE tenant_id = ? AND id IN (${marks})
      UNION SELECT m.${to}, r.level + 1 FROM related r
        CROSS JOIN group_members m ON m.tenant_id = ? AND m.${from} = r.id AND m.member_type = 'Group'
        WHERE r.level <= ${MAX_NESTING})
     SELECT id, MAX(level) AS level FROM related GROUP BY id`,
    [tenantId],
  );
  const farthest = new Map<string, number>();
  for (const { id, level } of rows) farthest.set(id, Math.max(Number(level), farthest.get(id) ?? 0));
  return farthest;
}
