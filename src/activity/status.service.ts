import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { RequestCounter } from './request-counter.js';
import { DirectorySizes, type DirectorySize } from './directory-sizes.js';
import { judge, type Health } from './health.js';
import { hourOf, type LastTimes, type RequestKind } from './request-counts.js';
import { selected } from '../persistence/database/entity-columns.js';
import { RequestCount } from './request-count.entity.js';
import { TenantActivity } from './tenant-activity.entity.js';

const HOUR_MS = 3_600_000;
/** Hours in the chart, and hours for which failures are listed. Both include the current hour. */
const CHART_HOURS = 48;
const FAILURE_HOURS = 24;

/** Requests that failed in the last 24 hours, by kind and reason. */
export interface Failures {
  readonly kind: 'read' | 'write' | 'sign-in';
  readonly reason: string;
  readonly count: number;
}

/** An attribute in writes of the last 24 hours that is not stored. */
export interface IgnoredAttribute {
  readonly name: string;
  /** Number of writes that contained it. */
  readonly count: number;
}

/** The number of requests in an hour. */
export interface HourlyRequests {
  /** Beginning of the hour. */
  readonly hour: Date;
  probes: number;
  reads: number;
  writes: number;
  failed: number;
}

export interface TenantStatus {
  readonly health: Health;
  readonly last: LastTimes;
  /** null when counting failed. */
  readonly size: DirectorySize | null;
  /** Most frequent first. */
  readonly failures: readonly Failures[];
  /** Most frequent first. */
  readonly ignored: readonly IgnoredAttribute[];
  /** The last 48 hours, oldest first. */
  readonly hours: readonly HourlyRequests[];
}

type CountRow = Readonly<Omit<RequestCount, 'tenantId'>>;

type CountedRequests = CountRow & { readonly kind: RequestKind };

const COUNT_COLUMNS = selected(RequestCount, ['hour', 'kind', 'reason', 'requests']);
const TIME_COLUMNS = selected(TenantActivity, [
  'lastRequestAt',
  'lastWriteAt',
  'lastTestAt',
  'refusedAt',
  'refusedReason',
]);
const NEVER: LastTimes = { lastRequestAt: 0, lastWriteAt: 0, lastTestAt: 0, refusedAt: 0, refusedReason: '' };
const FIELDS = {
  probe: 'probes',
  read: 'reads',
  write: 'writes',
  'read-failed': 'failed',
  'write-failed': 'failed',
  'sign-in-failed': 'failed',
} as const satisfies Record<RequestKind, keyof HourlyRequests>;

/** The state of a tenant's provisioning: the last requests of Entra, the size of the directory, failures. */
@Injectable()
export class StatusService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly activity: RequestCounter,
    private readonly sizes: DirectorySizes,
  ) {}

  /** @param isEnabled whether provisioning is enabled for the tenant */
  async of(tenantId: string, isEnabled: boolean, now = Date.now()): Promise<TenantStatus> {
    await this.activity.flush();
    const firstHour = hourOf(now) - (CHART_HOURS - 1) * HOUR_MS;
    const all = await this.countsBetween(tenantId, firstHour, hourOf(now));
    const counts = all.filter(isRequest);
    const isRecent = ({ hour }: CountRow): boolean => hour > hourOf(now) - FAILURE_HOURS * HOUR_MS;
    const recent = counts.filter(isRecent);
    const failures = failuresIn(recent);
    const last = await this.lastTimesOf(tenantId, now);
    const writes = sum(recent.filter(({ kind }) => kind === 'write'));
    const failedWrites = sum(recent.filter(({ kind }) => kind === 'write-failed'));
    const commonest = failures.find(({ kind }) => kind === 'write') ?? null;
    return {
      health: judge({ isEnabled, last, writes, failedWrites, commonest }, now),
      last,
      size: await this.sizes.of(tenantId),
      failures,
      ignored: ignoredIn(all.filter(isRecent)),
      hours: hoursOf(counts, firstHour),
    };
  }

  private async countsBetween(tenantId: string, first: number, last: number): Promise<CountRow[]> {
    const rows = await this.database.rows<CountRow>(
      `SELECT ${COUNT_COLUMNS} FROM request_counts WHERE tenant_id = ? AND hour >= ? AND hour <= ?`,
      [tenantId, first, last],
    );
    return rows.map((row) => ({ ...row, hour: Number(row.hour), requests: Number(row.requests) }));
  }

  /** A clock that has jumped back may have left times that are still to come. */
  private async lastTimesOf(tenantId: string, now: number): Promise<LastTimes> {
    const [row] = await this.database.rows<LastTimes>(
      `SELECT ${TIME_COLUMNS} FROM tenant_activity WHERE tenant_id = ?`,
      [tenantId],
    );
    if (row === undefined) return NEVER;
    return {
      lastRequestAt: Math.min(Number(row.lastRequestAt), now),
      lastWriteAt: Math.min(Number(row.lastWriteAt), now),
      lastTestAt: Math.min(Number(row.lastTestAt), now),
      refusedAt: Math.min(Number(row.refusedAt), now),
      refusedReason: row.refusedReason,
    };
  }
}

function isRequest(count: CountRow): count is CountedRequests {
  return count.kind !== 'ignored';
}

function ignoredIn(counts: readonly CountRow[]): IgnoredAttribute[] {
  const found = new Map<string, number>();
  for (const { kind, reason, requests } of counts) {
    if (kind === 'ignored') found.set(reason, (found.get(reason) ?? 0) + requests);
  }
  const attributes = [...found].map(([name, count]) => ({ name, count }));
  return attributes.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function failuresIn(counts: readonly CountedRequests[]): Failures[] {
  const found = new Map<string, { kind: Failures['kind']; reason: string; count: number }>();
  for (const { kind, reason, requests } of counts) {
    if (FIELDS[kind] !== 'failed') continue;
    const key = `${kind} ${reason}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { kind: kind.replace('-failed', '') as Failures['kind'], reason, count: requests });
    } else known.count += requests;
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

function hoursOf(counts: readonly CountedRequests[], firstHour: number): HourlyRequests[] {
  const hours = Array.from({ length: CHART_HOURS }, (_, i) => ({
    hour: new Date(firstHour + i * HOUR_MS),
    probes: 0,
    reads: 0,
    writes: 0,
    failed: 0,
  }));
  for (const { hour, kind, requests } of counts) {
    const at = hours[(hour - firstHour) / HOUR_MS];
    if (at !== undefined) at[FIELDS[kind]] += requests;
  }
  return hours;
}

function sum(counts: readonly CountRow[]): number {
  return counts.reduce((total, { requests }) => total + requests, 0);
}
