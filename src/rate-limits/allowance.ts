/** How long a tenant's allowance takes to fill up: a burst has the requests of so many seconds. */
export const BURST_SECONDS = 4;
const BURST_MS = BURST_SECONDS * 1000;

/** The state of an allowance after a request. */
export interface Standing {
  readonly isAdmitted: boolean;
  /** Requests that would be admitted now. */
  readonly remaining: number;
  /** Milliseconds until the allowance is whole again. */
  readonly fullInMs: number;
  /** Milliseconds until a request is admitted; 0 when one is now. */
  readonly waitMs: number;
}

/**
 * The allowance of one tenant as this process knows it: a token bucket, kept as the time at which it will be full
 * again (GCRA). All times are milliseconds of a monotonic clock.
 */
export class Allowance {
  private fullAt = 0;
  private lastAt = 0;
  /** Requests that were admitted here and that no other process knows of. */
  private unshared = 0;

  get unsharedRequests(): number {
    return this.unshared;
  }

  /** Takes one request of `perSecond`, if it is left. */
  take(perSecond: number, now: number): Standing {
    const cost = 1000 / perSecond;
    const used = Math.max(0, this.fullAt - now);
    if (used + cost > BURST_MS) {
      return { isAdmitted: false, remaining: 0, fullInMs: used, waitMs: used + cost - BURST_MS };
    }
    this.fullAt = now + used + cost;
    this.lastAt = now;
    this.unshared++;
    const left = BURST_MS - used - cost;
    const remaining = Math.floor(left / cost);
    return { isAdmitted: true, remaining, fullInMs: used + cost, waitMs: remaining > 0 ? 0 : cost - left };
  }

  /** Whether its requests are so few, and so long ago, that they have no bearing on what other processes admit. */
  isIdle(now: number, afterMs: number): boolean {
    return now - this.lastAt >= afterMs;
  }

  /** @returns the number of requests to share; from now on they count as shared */
  beginSharing(): number {
    const requests = this.unshared;
    this.unshared = 0;
    return requests;
  }

  /**
   * Takes over what all processes together have used.
   * @param usedMs the time until the allowance is whole, without the requests admitted since `beginSharing`
   */
  learn(usedMs: number, perSecond: number, now: number): void {
    this.fullAt = now + Math.max(0, usedMs) + (this.unshared * 1000) / perSecond;
  }
}
