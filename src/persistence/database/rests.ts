import { LRUCache } from 'lru-cache';
import type { TenantTurns } from './tenant-turns.js';

const REMEMBERED = 10_000;
const LONGEST_REST_MS = 2000;

/**
 * The rests that long work of a tenant takes before it begins, for as long as the work before it took: so others have
 * half of the time.
 */
export class Rests {
  /** Milliseconds that the last work of each tenant took. */
  private readonly lastTook = new LRUCache<string, number>({ max: REMEMBERED });

  /**
   * @param shares by which it is known whether a tenant is alone
   * @param leastMs how long a rest is at least
   */
  constructor(
    private readonly shares: readonly Pick<TenantTurns, 'isAlone'>[],
    private readonly leastMs = 0,
  ) {}

  /** Notes how many milliseconds the work of a tenant took. */
  took(tenantId: string, ms: number): void {
    this.lastTook.set(tenantId, ms);
  }

  /** Rests, unless the tenant is alone. */
  async rest(tenantId: string): Promise<void> {
    if (this.isAlone(tenantId)) return;
    const ms = Math.max(this.leastMs, Math.min(this.lastTook.get(tenantId) ?? 0, LONGEST_REST_MS));
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Whether no other tenant is there to whom time could be left. */
  isAlone(tenantId: string): boolean {
    return this.shares.every((share) => share.isAlone(tenantId));
  }
}
