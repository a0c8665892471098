import { LRUCache } from 'lru-cache';

const REMEMBERED = 10_000;
/** Refusals recorded in a burst, and the interval of further ones. */
const BURST = 20;
const EVERY_MS = 60_000;

interface Allowance {
  readonly left: number;
  readonly at: number;
  readonly leftOut: number;
}

/** Limits the recorded refusals of one caller, so that continuous attempts do not fill the table. */
export class RefusalAllowance {
  private readonly known = new LRUCache<string, Allowance>({ max: REMEMBERED });

  /**
   * Whether one more refusal may be recorded.
   * @param now milliseconds of a monotonic clock
   * @returns the number of refusals left out since the last recorded one; null when this one is left out too
   */
  take(caller: string, now: number): number | null {
    const { left, at, leftOut } = this.known.get(caller) ?? { left: BURST, at: now, leftOut: 0 };
    const allowed = Math.min(BURST, left + (now - at) / EVERY_MS);
    const taken = allowed >= 1;
    this.known.set(caller, {
      left: taken ? allowed - 1 : allowed,
      at: now,
      leftOut: taken ? 0 : leftOut + 1,
    });
    return taken ? leftOut : null;
  }
}
