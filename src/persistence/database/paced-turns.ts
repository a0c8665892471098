import { setImmediate as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Caller, TenantTurns } from './tenant-turns.js';

const REMEMBERED = 10_000;
const LONGEST_REST_MS = 2000;

/**
 * Turns that leave time to others: one that has waited for another one of its tenant rests for as long as that has
 * taken. A tenant that sends one request after the other never rests, nor does one that is alone.
 */
export class PacedTurns {
  /** Milliseconds that the last turn of each tenant took. */
  private readonly lastTook = new LRUCache<string, number>({ max: REMEMBERED });

  /**
   * @param shares by which it is known whether a tenant is alone
   * @param leastRestMs how long it rests at least
   */
  constructor(
    private readonly turns: TenantTurns,
    private readonly shares: readonly Pick<TenantTurns, 'isAlone'>[],
    private readonly leastRestMs = 0,
  ) {}

  /** As `TenantTurns.take`. */
  async take<T>(tenantId: string, work: () => Promise<T>, caller: Caller | null = null): Promise<T> {
    const turn = this.turns.enter(tenantId, caller);
    if (turn !== null) await turn;
    try {
      if (turn !== null && !this.isAlone(tenantId)) await this.rest(tenantId);
      const since = performance.now();
      try {
        const done = await work();
        // Where the database is read synchronously, the next turn would otherwise never have to wait for this one.
        await pause();
        return done;
      } finally {
        this.lastTook.set(tenantId, performance.now() - since);
      }
    } finally {
      this.turns.leave(tenantId);
    }
  }

  /** Whether no other tenant is there to whom time could be left. */
  isAlone(tenantId: string): boolean {
    return this.shares.every((share) => share.isAlone(tenantId));
  }

  private rest(tenantId: string): Promise<void> {
    const ms = Math.max(this.leastRestMs, Math.min(this.lastTook.get(tenantId) ?? 0, LONGEST_REST_MS));
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
