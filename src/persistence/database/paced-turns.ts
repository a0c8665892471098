import { setImmediate as pause } from 'node:timers/promises';
import { Rests } from './rests.js';
import type { Caller, TenantTurns } from './tenant-turns.js';

/**
 * Turns that leave time to others: one that has waited for another one of its tenant rests for as long as that has
 * taken. A tenant that sends one request after the other never rests, nor does one that is alone.
 */
export class PacedTurns {
  private readonly rests: Rests;

  /**
   * @param shares by which it is known whether a tenant is alone
   * @param leastRestMs how long it rests at least
   */
  constructor(
    private readonly turns: TenantTurns,
    shares: readonly Pick<TenantTurns, 'isAlone'>[],
    leastRestMs = 0,
  ) {
    this.rests = new Rests(shares, leastRestMs);
  }

  /** As `TenantTurns.take`. */
  async take<T>(tenantId: string, work: () => Promise<T>, caller: Caller | null = null): Promise<T> {
    const turn = this.turns.enter(tenantId, caller);
    if (turn !== null) await turn;
    try {
      if (turn !== null) await this.rests.rest(tenantId);
      const since = performance.now();
      try {
        const done = await work();
        // Where the database is read synchronously, the next turn would otherwise never have to wait for this one.
        await pause();
        return done;
      } finally {
        this.rests.took(tenantId, performance.now() - since);
      }
    } finally {
      this.turns.leave(tenantId);
    }
  }

  /** Whether no other tenant is there to whom time could be left. */
  isAlone(tenantId: string): boolean {
    return this.rests.isAlone(tenantId);
  }
}
