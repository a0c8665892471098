import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { RequestCounter } from './request-counter.js';
import { DirectorySizes, type DirectorySize } from './directory-sizes.js';
import { ApplicationEndings } from '../endings/application-endings.service.js';
import { Endings } from '../endings/endings.service.js';
import { endingOfConnection, type Ending } from '../endings/missed-credentials.js';
import { ENTERED_GUID } from '../federation/guid.js';
import { judge, type Health } from './health.js';
import { lastTimesOf, timeColumns } from './last-times.js';
import { FAILURE_HOURS, HOUR_MS, hourOf, NEVER, type LastTimes, type RequestKind } from './request-counts.js';
import { selected } from '../persistence/database/entity-columns.js';
import { RequestCount } from './request-count.entity.js';

/** Hours in the chart, with the current one. */
const CHART_HOURS = 48;

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
  /** What ends within 30 days and will be missed, the first to end first. */
  readonly endings: readonly Ending[];
  /** Whether the newest user has a GUID as `externalId`; null without users. */
  readonly externalIdIsObjectId: boolean | null;
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
    private readonly endings: Endings,
    private readonly applications: ApplicationEndings,
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
    const endings = [
      ...(await this.endings.of(tenantId, now)),
      ...(await this.applications.ofTenant(tenantId, now)),
    ].sort((a, b) => a.endsAt - b.endsAt);
    const ending = endingOfConnection(endings);
    const writes = sum(recent.filter(({ kind }) => kind === 'write'));
    const failedWrites = sum(recent.filter(({ kind }) => kind === 'write-failed'));
    const commonest = failures.find(({ kind }) => kind === 'write') ?? null;
    return {
      health: judge({ isEnabled, last, writes, failedWrites, commonest, ending }, now),
      last,
      endings,
      externalIdIsObjectId: await this.newestHasObjectId(tenantId),
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

  private async newestHasObjectId(tenantId: string): Promise<boolean | null> {
    const [newest] = await this.database.rows<{ externalId: string | null }>(
      'SELECT external_id AS externalId FROM users WHERE tenant_id = ? ORDER BY id DESC LIMIT 1',
      [tenantId],
    );
    return newest === undefined ? null : ENTERED_GUID.test(newest.externalId ?? '');
  }

  private async lastTimesOf(tenantId: string, now: number): Promise<LastTimes> {
    const [row] = await this.database.rows<LastTimes>(
      `SELECT ${timeColumns()} FROM tenant_activity WHERE tenant_id = ?`,
      [tenantId],
    );
    return row === undefined ? NEVER : lastTimesOf(row, now);
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
