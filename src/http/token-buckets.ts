import { LRUCache } from 'lru-cache';

/** The size of a token bucket, and how fast it fills again. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/** Keys that are remembered; a key that is forgotten has a full bucket. */
const REMEMBERED = 20_000;

/** A token bucket for each key, in the memory of the process. */
export class TokenBuckets {
  private readonly buckets = new LRUCache<string, { tokens: number; at: number }>({ max: REMEMBERED });

  /**
   * Takes a token of `key`.
   * @param now milliseconds, never going back
   * @returns whether there was one
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
