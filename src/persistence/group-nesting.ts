import { ScimError } from '../scim/errors.js';
import type { Statements } from './database.js';
import type { Dialect } from './dialect.js';

/** Steps from a group to the innermost one that it contains. */
const MAX_NESTING = 32;

/**
 * Makes sure that groups nest without cycles and not too deep. One transaction of the tenant nests at a time:
 * two could close a cycle together.
 * @param added groups that are to become members of the group
 * @throws ScimError invalidValue when they would close a cycle or be too deep
 */
export async function checkNesting(
  tx: Statements,
  dialect: Dialect,
  tenantId: string,
  groupId: string,
  added: readonly string[],
): Promise<void> {
  await tx.rows(`SELECT id FROM tenants WHERE id = ?${dialect.forUpdate}`, [tenantId]);
  const above = await levels(tx, tenantId, groupId, 'above');
  const circular = added.find((id) => above.has(id));
  if (circular !== undefined) {
    throw ScimError.invalidValue(
      `"members": the group ${circular} is, or contains, the group that it would be added to`,
    );
  }
  const levelsAbove = Math.max(...above.values());
  for (const id of added) {
    const below = await levels(tx, tenantId, id, 'below');
    if (levelsAbove + 1 + Math.max(...below.values()) > MAX_NESTING) {
      throw ScimError.invalidValue(`"members": groups would be nested more than ${MAX_NESTING} levels deep`);
    }
  }
}

/** The groups that contain a group or that it contains, by their distance from it, which itself has 0. */
async function levels(
  tx: Statements,
  tenantId: string,
  groupId: string,
  side: 'above' | 'below',
): Promise<Map<string, number>> {
  const [from, to] = side === 'above' ? ['member_id', 'group_id'] : ['group_id', 'member_id'];
  const rows = await tx.rows<{ id: string; level: number }>(
    `WITH RECURSIVE related (id, level) AS (
      SELECT id, 0 FROM \`groups\` WHERE tenant_id = ? AND id = ?
      UNION SELECT m.${to}, r.level + 1 FROM related r
        CROSS JOIN group_members m ON m.tenant_id = ? AND m.${from} = r.id AND m.member_type = 'Group'
        WHERE r.level <= ${MAX_NESTING})
     SELECT id, MAX(level) AS level FROM related GROUP BY id`,
    [tenantId, groupId, tenantId],
  );
  return new Map(rows.map(({ id, level }) => [id, Number(level)]));
}
