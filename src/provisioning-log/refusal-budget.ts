import { LRUCache } from 'lru-cache';

/** How many refused requests of a tenant a process logs one by one: in a burst, and in the long run. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/** The refusals of a first cycle of Entra are logged in full, even thousands of them; those of hours are not. */
export const WRITES: Allowance = { burst: 5000, perSecond: 0.5 };
/** Enough to show that a credential is refused, and why. */
export const SIGN_INS: Allowance = { burst: 100, perSecond: 0.1 };

const REMEMBERED = 20_000;

/** Keeps clients that are refused day and night from filling the log: a token bucket per key. */
export class RefusalBudget {
  private readonly buckets = new LRUCache<string, { tokens: number; at: number }>({ max: REMEMBERED });

  /**
   * Whether one more request of `key` may be logged.
   * @param now milliseconds of a monotonic clock
   */
  take(key: string, { burst, perSecond }: Allowance, now: number): boolean {
    let bucket = this.buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: burst, at: now };
      this.buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
