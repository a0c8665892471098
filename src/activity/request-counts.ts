import type { RequestCount } from './request-count.entity.js';
import type { TenantActivity } from './tenant-activity.entity.js';

/** What a request was, and for the last three whether it was refused or failed. */
export const KINDS = ['probe', 'read', 'write', 'read-failed', 'write-failed', 'sign-in-failed'] as const;
export type RequestKind = (typeof KINDS)[number];

/** What is counted: requests of each kind, and those that held an attribute that nothing stores. */
export type CountKind = RequestKind | 'ignored';

/** A request as it is counted. */
export interface CountedRequest {
  readonly tenantId: string;
  readonly kind: RequestKind;
  /** Why it failed: a `scimType`, an HTTP status, or the check that the credential failed; else empty. */
  readonly reason: string;
  /** Whether it looked for somebody who cannot be there, as Test Connection does. */
  readonly isTest: boolean;
  /** Names of attributes in it that no schema of the tenant has. */
  readonly ignored: readonly string[];
}

/** The last times at which something came from a tenant; 0 for never. */
export type LastTimes = Omit<TenantActivity, 'tenantId'>;

export type Count = Readonly<Omit<RequestCount, 'requests'>> & Pick<RequestCount, 'requests'>;

const HOUR_MS = 3_600_000;

/** The beginning of the hour that a time lies in. */
export function hourOf(millis: number): number {
  return millis - (millis % HOUR_MS);
}

/** What has been counted since the counters were last stored. */
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
      times = { lastRequestAt: 0, lastWriteAt: 0, lastTestAt: 0, refusedAt: 0, refusedReason: '' };
      this.times.set(tenantId, times);
    }
    return times;
  }
}
