import { builtInTypes, type TypeName } from '../../scim/resource-type.js';
import type { Database, CommitBatch, Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { tableOf } from './storage-map.js';

/** Slots per counter, so that concurrent changes seldom wait for each other. */
const SLOTS = 64;

/** Adds a created resource (1) to the counter, or subtracts a deleted one (-1), in the same transaction. */
export function countChange(
  batch: CommitBatch,
  dialect: Dialect,
  tenantId: string,
  type: TypeName,
  change: 1 | -1,
): void {
  const merge = dialect.merging(['tenant_id', 'resource_type', 'slot'], (added) => [
    `resources = resource_counts.resources + ${added('resources')}`,
  ]);
  batch.addRows({
    into: 'INSERT INTO resource_counts (tenant_id, resource_type, slot, resources) VALUES',
    rows: [[tenantId, type, batch.slot % SLOTS, change]],
    tail: merge,
  });
}

/** The number of resources of a tenant. */
export interface TenantSize {
  readonly users: number;
  readonly groups: number;
}

/** The number of users and groups of a tenant. */
export async function sizeOf(database: Pick<Database, 'rows'>, tenantId: string): Promise<TenantSize> {
  const rows = await database.rows<{ type: TypeName; total: number | string }>(
    'SELECT resource_type AS type, SUM(resources) AS total FROM resource_counts WHERE tenant_id = ? GROUP BY resource_type',
    [tenantId],
  );
  const totalOf = (name: TypeName): number => Number(rows.find(({ type }) => type === name)?.total ?? 0);
  return { users: totalOf('User'), groups: totalOf('Group') };
}

/** The number of resources of a type in a tenant, read from the counter rather than by counting rows. */
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
 * Recounts the resources of a tenant in a transaction of its own. A concurrent change waits for its slot and adds
 * itself afterwards; the count does not see its uncommitted resource.
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
