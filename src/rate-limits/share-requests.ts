import type { Database, SqlValue } from '../persistence/database/database.js';
import { BURST_SECONDS } from './allowance.js';

const MICROS = 1_000_000;
/**
 * The most that an allowance may be overdrawn, in seconds: what processes admit before they learn of each other. It
 * also bounds for how long a clock that was set back keeps a tenant waiting.
 */
const OVERDRAWN_SECONDS = BURST_SECONDS;

/** Requests of a tenant that one process has admitted. */
export interface AdmittedRequests {
  readonly tenantId: string;
  readonly requests: number;
  readonly perSecond: number;
}

/**
 * Adds requests to what all processes have admitted.
 * @returns by tenant, the milliseconds until its allowance is whole again
 */
export async function shareRequests(
  database: Database,
  admitted: readonly AdmittedRequests[],
): Promise<ReadonlyMap<string, number>> {
  const { dialect } = database;
  const { nowMicros: now } = dialect;
  // In one order everywhere, so that processes cannot deadlock.
  const sorted = [...admitted].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const params = sorted.flatMap(({ tenantId, requests, perSecond }): SqlValue[] => [
    tenantId,
    Math.round((requests * MICROS) / perSecond),
  ]);
  const most = `${now} + ${(BURST_SECONDS + OVERDRAWN_SECONDS) * MICROS}`;
  const merging = dialect.merging(['tenant_id'], (added) => {
    const used = `${dialect.greatest('request_rates.full_at', now)} + ${added('full_at')} - ${now}`;
    return [`full_at = ${dialect.least(used, most)}`];
  });
  const rows = await database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO request_rates (tenant_id, full_at) VALUES ${sorted.map(() => `(?, ${now} + ?)`).join(', ')}${merging}`,
      params,
    );
    return tx.rows<{ tenantId: string; used: number | string }>(
      `SELECT tenant_id AS tenantId, full_at - ${now} AS used FROM request_rates WHERE tenant_id IN (${sorted.map(() => '?').join(', ')})`,
      sorted.map(({ tenantId }) => tenantId),
    );
  });
  return new Map(rows.map(({ tenantId, used }) => [tenantId, Number(used) / 1000]));
}
