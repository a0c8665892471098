import { Inject, Injectable } from '@nestjs/common';
import { chunks } from '../persistence/database/id-chunks.js';
import { DATABASE, type Database, type SqlValue } from '../persistence/database/database.js';
import { placeholders } from '../persistence/database/in-list.js';
import { tenantNameKey } from '../tenants/tenant-name-key.js';
import { FAILURE_HOURS, HOUR_MS, hourOf, type RequestKind } from './request-counts.js';

/** Maximum number of tenants summed up at a time in the background, so that it takes little of any second. */
const TENANTS_AT_ONCE = 256;
const COLUMNS = [
  'last_request_at',
  'users',
  'writes',
  'failed_writes',
  'commonest',
  'commonest_count',
  'failures',
  'summed_at',
] as const;
const FAILED = ['read-failed', 'write-failed', 'sign-in-failed'] as const satisfies readonly RequestKind[];

interface SumRow {
  readonly tenantId: string;
  readonly kind: RequestKind | 'users' | 'last-request';
  readonly reason: string;
  readonly total: number | string;
}

interface Sums {
  lastRequestAt: number;
  users: number;
  writes: number;
  failedWrites: number;
  failures: number;
  commonest: string | null;
  commonestCount: number;
}

/**
 * Keeps `tenant_summaries`: the numbers of a tenant are added up again after its requests are stored. Those of the last
 * 24 hours become outdated without a request too, which matters for tenants with failures: `catchUp` renews them.
 */
@Injectable()
export class TenantSummaries {
  private readonly touched = new Set<string>();
  /** The hour and the tenants that `catchUp` has seen to. */
  private caughtUpWith = '';

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Notes tenants whose requests have just been stored. */
  touch(tenantIds: Iterable<string>): void {
    for (const id of tenantIds) this.touched.add(id);
  }

  /** Renews the summaries of some of the touched tenants. */
  async renewTouched(): Promise<void> {
    const some = [...this.touched].slice(0, TENANTS_AT_ONCE);
    for (const id of some) this.touched.delete(id);
    try {
      await this.renew(some);
    } catch (error) {
      this.touch(some);
      throw error;
    }
  }

  /** Renews every summary that is missing or may be outdated. */
  async catchUp(now = Date.now()): Promise<void> {
    while (this.touched.size > 0) await this.renewTouched();
    const present = `${hourOf(now)} ${await this.tenantsNow()}`;
    if (present === this.caughtUpWith) return;
    const overdue = await this.database.rows<{ id: string; name: string; nameKey: string }>(
      `SELECT t.id, t.name, t.name_key AS nameKey FROM tenants t LEFT JOIN tenant_summaries s ON s.tenant_id = t.id
       WHERE s.tenant_id IS NULL OR (s.failures > 0 AND s.summed_at < ?)`,
      [hourOf(now)],
    );
    // The previous build adds tenants without a key.
    await this.giveKeys(overdue.filter(({ nameKey }) => nameKey === ''));
    await this.renew(
      overdue.map(({ id }) => id),
      now,
    );
    this.caughtUpWith = present;
  }

  /** Tells whether tenants have been added or removed. */
  private async tenantsNow(): Promise<string> {
    const [row] = await this.database.rows<{ count: number; latest: number | null }>(
      'SELECT COUNT(*) AS count, MAX(created_at) AS latest FROM tenants',
    );
    return `${row?.count} ${row?.latest}`;
  }

  private async renew(tenantIds: readonly string[], now = Date.now()): Promise<void> {
    for (const ids of chunks(tenantIds)) await this.renewChunk([...new Set(ids)], ids, now);
  }

  /** @param padded the same ids, some repeated, so that few statements are prepared */
  private async renewChunk(
    tenantIds: readonly string[],
    padded: readonly string[],
    now: number,
  ): Promise<void> {
    const { dialect } = this.database;
    const marks = placeholders(padded.length);
    const rows = await this.database.rows<SumRow>(
      `SELECT tenant_id AS tenantId, kind, reason, SUM(requests) AS total FROM request_counts
         WHERE tenant_id IN (${marks}) AND hour > ? AND hour <= ? GROUP BY tenant_id, kind, reason
       UNION ALL SELECT tenant_id AS tenantId, 'users' AS kind, '' AS reason, SUM(resources) AS total FROM resource_counts
         WHERE tenant_id IN (${marks}) AND resource_type = 'User' GROUP BY tenant_id
       UNION ALL SELECT tenant_id AS tenantId, 'last-request' AS kind, '' AS reason, last_request_at AS total
         FROM tenant_activity WHERE tenant_id IN (${marks})`,
      [...padded, hourOf(now) - FAILURE_HOURS * HOUR_MS, hourOf(now), ...padded, ...padded],
    );
    const sums = sumsOf(tenantIds, rows);
    // A sum that another process has made later is kept. MySQL assigns from left to right: the time comes last.
    const merge = dialect.merging(['tenant_id'], (added) =>
      COLUMNS.map(
        (name) =>
          `${name} = CASE WHEN ${added('summed_at')} >= tenant_summaries.summed_at THEN ${added(name)} ELSE tenant_summaries.${name} END`,
      ),
    );
    const values = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    await this.database.transaction((tx) =>
      tx.run(
        `INSERT INTO tenant_summaries (tenant_id, ${COLUMNS.join(', ')}) VALUES ${values
          .map(() => `(${placeholders(COLUMNS.length + 1)})`)
          .join(', ')}${merge}`,
        values.flatMap(
          ([
            id,
            { lastRequestAt, users, writes, failedWrites, commonest, commonestCount, failures },
          ]): SqlValue[] => [
            id,
            lastRequestAt,
            users,
            writes,
            failedWrites,
            commonest,
            commonestCount,
            failures,
            now,
          ],
        ),
      ),
    );
  }

  private async giveKeys(tenants: readonly { readonly id: string; readonly name: string }[]): Promise<void> {
    for (let start = 0; start < tenants.length; start += TENANTS_AT_ONCE) {
      const some = tenants.slice(start, start + TENANTS_AT_ONCE);
      await this.database.transaction((tx) =>
        tx.run(
          `UPDATE tenants SET name_key = CASE id ${some.map(() => 'WHEN ? THEN ?').join(' ')} END
           WHERE name_key = '' AND id IN (${placeholders(some.length)})`,
          [...some.flatMap(({ id, name }) => [id, tenantNameKey(name)]), ...some.map(({ id }) => id)],
        ),
      );
    }
  }
}

function sumsOf(tenantIds: readonly string[], rows: readonly SumRow[]): Map<string, Sums> {
  const none = {
    lastRequestAt: 0,
    users: 0,
    writes: 0,
    failedWrites: 0,
    failures: 0,
    commonest: null,
    commonestCount: 0,
  };
  const sums = new Map(tenantIds.map((id): [string, Sums] => [id, { ...none }]));
  for (const row of rows) {
    const of = sums.get(row.tenantId);
    if (of !== undefined) add(of, row);
  }
  return sums;
}

function add(sums: Sums, { kind, reason, total: text }: SumRow): void {
  const total = Number(text);
  if (kind === 'last-request') sums.lastRequestAt = total;
  if (kind === 'users') sums.users = total;
  if (kind === 'write') sums.writes += total;
  if (FAILED.some((failed) => failed === kind)) sums.failures += total;
  if (kind !== 'write-failed') return;
  sums.failedWrites += total;
  const isMore = total > sums.commonestCount;
  if (isMore || (total === sums.commonestCount && reason < (sums.commonest ?? ''))) {
    sums.commonest = reason;
    sums.commonestCount = total;
  }
}
