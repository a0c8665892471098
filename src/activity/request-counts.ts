import type { RequestCount } from './request-count.entity.js';
import type { TenantActivity } from './tenant-activity.entity.js';

/** The kinds of requests; the last three failed or were refused. */
export const KINDS = ['probe', 'read', 'write', 'read-failed', 'write-failed', 'sign-in-failed'] as const;
export type RequestKind = (typeof KINDS)[number];

/** Kinds of counts: requests by kind, and requests with an attribute that is not stored. */
export type CountKind = RequestKind | 'ignored';

/** A request to count. */
export interface CountedRequest {
  readonly tenantId: string;
  readonly kind: RequestKind;
  /** Reason of a failure: a `scimType`, an HTTP status, or the check that the credential failed; otherwise empty. */
  readonly reason: string;
  /** Whether it was a probe for a user that cannot exist, as from Test Connection. */
  readonly isTest: boolean;
  /** Names of attributes in the request that no schema of the tenant has. */
  readonly ignored: readonly string[];
}

/** The times of a tenant's last requests by kind; 0 for never. */
export type LastTimes = Omit<TenantActivity, 'tenantId'>;

export const NEVER: LastTimes = {
  lastRequestAt: 0,
  lastWriteAt: 0,
  lastTestAt: 0,
  refusedAt: 0,
  refusedReason: '',
};

export type Count = Readonly<Omit<RequestCount, 'requests'>> & Pick<RequestCount, 'requests'>;

export const HOUR_MS = 3_600_000;
/** Hours for which failures are counted, with the current one. */
export const FAILURE_HOURS = 24;

/** The beginning of the hour that contains a time. */
export function hourOf(millis: number): number {
  return millis - (millis % HOUR_MS);
}

/** Counts since they were last stored. */
export class RequestCounts {
  private readonly byKey = new Map<string, Count>();
  private readonly times = new Map<string, LastTimes>();

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  get counts(): Iterable<Count> {
    return this.byKey.values();
  }

  get lastTimes(): Iterable<[string, LastTimes]> {
    return this.times;
  }

  /** The tenants with requests. */
  get tenantIds(): Iterable<string> {
    return this.times.keys();
  }

  add({ tenantId, kind, reason, isTest, ignored }: CountedRequest, now: number): void {
    this.count(tenantId, hourOf(now), kind, reason, 1);
    for (const name of ignored) this.count(tenantId, hourOf(now), 'ignored', name, 1);
    const times = this.timesOf(tenantId);
    if (kind === 'sign-in-failed') {
      times.refusedAt = now;
      times.refusedReason = reason;
      return;
    }
    times.lastRequestAt = now;
    if (kind === 'write') times.lastWriteAt = now;
    if (isTest) times.lastTestAt = now;
  }

  addAll(others: RequestCounts): void {
    for (const { tenantId, hour, kind, reason, requests } of others.counts) {
      this.count(tenantId, hour, kind, reason, requests);
    }
    for (const [tenantId, other] of others.lastTimes) {
      const times = this.timesOf(tenantId);
      if (other.refusedAt > times.refusedAt) times.refusedReason = other.refusedReason;
      for (const name of ['lastRequestAt', 'lastWriteAt', 'lastTestAt', 'refusedAt'] as const) {
        times[name] = Math.max(times[name], other[name]);
      }
    }
  }

  private count(tenantId: string, hour: number, kind: CountKind, reason: string, requests: number): void {
    const key = `${tenantId} ${hour} ${kind} ${reason}`;
    const known = this.byKey.get(key);
    if (known === undefined) this.byKey.set(key, { tenantId, hour, kind, reason, requests });
    else known.requests += requests;
  }

  private timesOf(tenantId: string): LastTimes {
    let times = this.times.get(tenantId);
    if (times === undefined) {
      times = { ...NEVER };
      this.times.set(tenantId, times);
    }
    return times;
  }
}
