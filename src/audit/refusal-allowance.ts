import { LRUCache } from 'lru-cache';

const REMEMBERED = 10_000;
/** Refusals that are written down at once, and then one in so long. */
const BURST = 20;
const EVERY_MS = 60_000;

interface Allowance {
  readonly left: number;
  readonly at: number;
  readonly leftOut: number;
}

/** How many refusals of one caller are written down: whoever tries for hours must not fill the table. */
export class RefusalAllowance {
  private readonly known = new LRUCache<string, Allowance>({ max: REMEMBERED });

  /**
   * Whether one more may be written down.
   * @param now milliseconds, never going back
   * @returns how many were left out before it; null when this one is left out too
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
