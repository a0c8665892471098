import { builtInTypes, type TypeName } from '../../scim/resource-type.js';
import type { Database, CommitBatch, Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { tableOf } from './storage-map.js';

/** Each tenant's number of resources is a sum over these, so that changes seldom wait for each other. */
const SLOTS = 64;

/** Counts a resource that comes (1) or goes (-1) with the transaction. */
export function countChange(
  batch: CommitBatch,
  dialect: Dialect,
  tenantId: string,
  type: TypeName,
  change: 1 | -1,
): void {
  const merge = dialect.merging(['tenant_id', 'resource_type', 'slot'], (added) => [
    `resources = resource_counts.resources + ${added}.resources`,
  ]);
  batch.addRows({
    into: 'INSERT INTO resource_counts (tenant_id, resource_type, slot, resources) VALUES',
    rows: [[tenantId, type, batch.slot % SLOTS, change]],
    tail: merge,
  });
}

/** How many resources a tenant has. */
export interface TenantSize {
  readonly users: number;
  readonly groups: number;
}

/** The sizes of both types, whatever they are. */
export async function sizeOf(database: Pick<Database, 'rows'>, tenantId: string): Promise<TenantSize> {
  const rows = await database.rows<{ type: TypeName; total: number | string }>(
    'SELECT resource_type AS type, SUM(resources) AS total FROM resource_counts WHERE tenant_id = ? GROUP BY resource_type',
    [tenantId],
  );
  const totalOf = (name: TypeName): number => Number(rows.find(({ type }) => type === name)?.total ?? 0);
  return { users: totalOf('User'), groups: totalOf('Group') };
}

/** How many resources of a type a tenant has: the same as counting them, whatever their number. */
export async function countOf(
  database: Pick<Database, 'rows'>,
  tenantId: string,
  type: TypeName,
): Promise<number> {
  const [row] = await database.rows<{ total: number | string | null }>(
    'SELECT SUM(resources) AS total FROM resource_counts WHERE tenant_id = ? AND resource_type = ?',
    [tenantId, type],
  );
  return Number(row?.total ?? 0);
}

/**
 * Counts the resources of a tenant anew, in a transaction of its own. A change that is under way counts itself when
 * this is over: it waits for its slot, and its resource is not seen before.
 */
export async function recount(database: Database, tenantId: string, type: TypeName): Promise<void> {
  const { dialect } = database;
  const where = 'WHERE tenant_id = ? AND resource_type = ?';
  await database.transaction(async (tx) => {
    const slots = Array.from({ length: SLOTS }, (_, slot) => [tenantId, type, slot, 0]);
    await tx.run(
      `${dialect.insertIgnore} INTO resource_counts (tenant_id, resource_type, slot, resources) VALUES ${slots.map(() => '(?, ?, ?, ?)').join(', ')}`,
      slots.flat(),
    );
    await tx.rows(`SELECT slot FROM resource_counts ${where}${dialect.forUpdate}`, [tenantId, type]);
    const total = await countRows(tx, tenantId, type);
    await tx.run(`UPDATE resource_counts SET resources = CASE slot WHEN 0 THEN ? ELSE 0 END ${where}`, [
      total,
      tenantId,
      type,
    ]);
  });
}

async function countRows(tx: Statements, tenantId: string, type: TypeName): Promise<number> {
  const [row] = await tx.rows<{ total: number }>(
    `SELECT COUNT(*) AS total FROM ${tableOf(builtInTypes[type]).table.text} WHERE tenant_id = ?`,
    [tenantId],
  );
  return Number(row?.total ?? 0);
}
