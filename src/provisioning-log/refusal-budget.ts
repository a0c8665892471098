import { LRUCache } from 'lru-cache';

/** How many refused requests of a tenant a process logs one by one: at once, and on and on. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/** A first cycle of Entra in which thousands are refused is logged in full; what goes on for hours is not. */
export const WRITES: Allowance = { burst: 5000, perSecond: 0.5 };
/** Enough to see that a credential is refused, and why. */
export const SIGN_INS: Allowance = { burst: 100, perSecond: 0.1 };

const REMEMBERED = 20_000;

/** Who sends refused requests day and night must not fill the log: a bucket of tokens for each key. */
export class RefusalBudget {
  private readonly buckets = new LRUCache<string, { tokens: number; at: number }>({ max: REMEMBERED });

  /**
   * Whether one more of `key` may be logged.
   * @param now milliseconds, never going back
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
