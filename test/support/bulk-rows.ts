import type { Database, SqlValue } from '../../src/persistence/database/database.js';
import { recount } from '../../src/persistence/resources/resource-counts.js';
import type { TypeName } from '../../src/scim/resource-type.js';

const ROWS_A_STATEMENT = 500;
/** Tables whose rows the service counts. */
const COUNTED: Readonly<Record<string, TypeName>> = { users: 'User', '`groups`': 'Group' };

/** Inserts rows directly into the database: many at little cost. */
export async function insertRows(
  storage: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const marks = `(${columns.map(() => '?').join(', ')})`;
  await storage.transaction(async (tx) => {
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      const chunk = rows.slice(start, start + ROWS_A_STATEMENT);
      await tx.run(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${chunk.map(() => marks).join(', ')}`,
        chunk.flat(),
      );
    }
  });
  const type = COUNTED[table];
  if (type === undefined) return;
  const tenants = new Set(rows.map((row) => String(row[columns.indexOf('tenant_id')])));
  for (const tenantId of tenants) await recount(storage, tenantId, type);
}

/** Adds members `{prefix}-1`, `{prefix}-2`, … to a group, for which no resources exist. */
export function fillGroup(
  storage: Database,
  tenantId: string,
  groupId: string,
  count: number,
): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => [tenantId, groupId, `filler-${i}`, 'User']);
  return insertRows(storage, 'group_members', ['tenant_id', 'group_id', 'member_id', 'member_type'], rows);
}
