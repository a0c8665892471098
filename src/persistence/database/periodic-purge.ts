import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger.js';
import type { Database, SqlValue } from './database.js';
import { PeriodicWork } from './periodic-work.js';
import { takeTurn } from './take-turn.js';

const FIRST_RUN_MS = 300_000;
const RUN_EVERY_MS = 600_000;
/** Maximum duration of one run; the next run continues where it ended. */
const MAX_RUN_MS = 60_000;
const ROWS_A_BATCH = 500;
/** Pause between two batches, so that purging uses a small share of the database's time. */
const PAUSE_MS = 20;

/** Receives the number of rows that were removed from a table. */
export type CountPurged = (table: string, rows: number) => void;

/**
 * Periodically removes obsolete rows, in batches that take milliseconds each. Of several processes, one purges at a
 * time.
 */
export abstract class PeriodicPurge extends PeriodicWork {
  private deadline = 0;

  /** @param turn the name of the row in `service_settings` by which processes take turns */
  protected constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    private readonly turn: string,
    private readonly countPurged: CountPurged,
  ) {
    super({ firstMs: FIRST_RUN_MS, everyMs: RUN_EVERY_MS });
  }

  /**
   * Removes the rows that are obsolete at `now`.
   * @returns the number of removed rows
   */
  protected abstract purge(now: number): Promise<number>;

  /**
   * Removes obsolete rows, unless another process has started to do so in the last minutes.
   * @returns the number of removed rows
   */
  async run(now = Date.now()): Promise<number> {
    if (!(await takeTurn(this.database, this.turn, RUN_EVERY_MS, now))) return 0;
    this.deadline = performance.now() + MAX_RUN_MS;
    return this.purge(now);
  }

  /** The ids of all tenants, rotated: each run begins with a different one, so that no tenant is always last. */
  protected async tenants(): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>('SELECT id FROM tenants ORDER BY id');
    const ids = rows.map(({ id }) => id);
    const start = Math.floor(Math.random() * ids.length);
    return [...ids.slice(start), ...ids.slice(0, start)];
  }

  /**
   * Removes the rows of a table that satisfy a condition.
   * @returns the number of removed rows
   */
  protected async remove(table: string, where: string, params: readonly SqlValue[]): Promise<number> {
    const sql = `DELETE FROM ${table} WHERE ${where} LIMIT ${ROWS_A_BATCH}`;
    let removed = 0;
    while (!this.stopped && performance.now() < this.deadline) {
      const count = await this.database.transaction((tx) => tx.run(sql, params));
      removed += count;
      if (count > 0) this.countPurged(table, count);
      if (count < ROWS_A_BATCH) break;
      await sleep(PAUSE_MS);
    }
    return removed;
  }

  protected override async work(): Promise<void> {
    const removed = await this.run();
    if (removed > 0) this.logger.info({ removed, purge: this.turn }, 'Old rows were removed');
  }

  protected override failed(error: unknown): void {
    this.logger.warn({ err: error, purge: this.turn }, 'Old rows were not removed');
  }
}
