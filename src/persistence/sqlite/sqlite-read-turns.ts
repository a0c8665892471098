import { shareRules } from '../database/tenant-shares.js';
import { TenantTurns, type Caller } from '../database/tenant-turns.js';

/** For so long, reads follow one another without a pause. */
const STRETCH_MS = 2;

/**
 * Turns to read from SQLite, one at a time: the driver is synchronous. After about two milliseconds of reading the next
 * read waits for the next turn of the event loop, so that many reads that arrive at once do not hold up everything else.
 * Those of the tenants alternate.
 */
export class SqliteReadTurns extends TenantTurns {
  /** Milliseconds of reading since the last pause. */
  private spent = 0;

  constructor() {
    super(shareRules('reads', 1, 1));
  }

  /** @param work reads before it returns its promise */
  override take<T>(tenantId: string, work: () => Promise<T>, caller: Caller | null = null): Promise<T> {
    const turn = this.enter(tenantId, caller);
    return turn === null ? this.run(tenantId, work) : turn.then(() => this.run(tenantId, work));
  }

  private run<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return work();
    } finally {
      this.spent += performance.now() - since;
      if (this.spent < STRETCH_MS) this.leave(tenantId);
      else {
        this.spent = 0;
        setImmediate(() => this.leave(tenantId));
      }
    }
  }
}
