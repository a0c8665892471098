import { LRUCache } from 'lru-cache';

/** The size of a token bucket, and how fast it fills again. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/** Maximum number of keys in memory; an evicted key starts again with a full bucket. */
const REMEMBERED = 20_000;

/** A token bucket per key, in the memory of the process. */
export class TokenBuckets {
  private readonly buckets = new LRUCache<string, { tokens: number; at: number }>({ max: REMEMBERED });

  /**
   * Takes a token of `key`.
   * @param now milliseconds of a monotonic clock
   * @returns false when the bucket is empty
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
