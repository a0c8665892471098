import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from '../../logger.js';
import type { Database, SqlValue } from './database.js';

const FIRST_RUN_MS = 300_000;
const RUN_EVERY_MS = 600_000;
/** A run that has not come to its end goes on in the next one. */
const MAX_RUN_MS = 60_000;
const ROWS_A_BATCH = 500;
/** Between two batches, so that purging takes a small part of the database's time. */
const PAUSE_MS = 20;

/** Is told how many rows of a table were removed. */
export type CountPurged = (table: string, rows: number) => void;

/**
 * Removes rows that nobody needs any more, now and then, in batches that each take milliseconds. Of several processes
 * one does it at a time.
 */
export abstract class PeriodicPurge
  implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private deadline = 0;

  /** @param turn names the setting by which processes take turns */
  protected constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    private readonly turn: string,
    private readonly countPurged: CountPurged,
  ) {}

  /** Removes what is too old at `now`; answers how many rows that were. */
  protected abstract purge(now: number): Promise<number>;

  onApplicationBootstrap(): void {
    this.runIn(FIRST_RUN_MS);
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /**
   * Removes what is too old now, unless another process has begun to in the last minutes.
   * @returns how many rows were removed
   */
  async run(now = Date.now()): Promise<number> {
    if (!(await this.takeTurn(now))) return 0;
    this.deadline = performance.now() + MAX_RUN_MS;
    return this.purge(now);
  }

  /** The tenants that there are. Each run begins with another one, so that none has to wait for ever. */
  protected async tenants(): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>('SELECT id FROM tenants ORDER BY id');
    const ids = rows.map(({ id }) => id);
    const start = Math.floor(Math.random() * ids.length);
    return [...ids.slice(start), ...ids.slice(0, start)];
  }

  /** Removes the rows of a table for which a condition holds; answers how many they were. */
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

  private runIn(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run()
        .then((removed) => {
          if (removed > 0) this.logger.info({ removed, purge: this.turn }, 'Old rows were removed');
        })
        .catch((error: unknown) =>
          this.logger.warn({ err: error, purge: this.turn }, 'Old rows were not removed'),
        )
        .finally(() => this.runIn(RUN_EVERY_MS));
    }, delay).unref();
  }

  private async takeTurn(now: number): Promise<boolean> {
    const { insertIgnore } = this.database.dialect;
    const matched = await this.database.transaction(async (tx) => {
      await tx.run(`${insertIgnore} INTO service_settings (name, value) VALUES (?, ?)`, [this.turn, '0']);
      // Milliseconds have had 13 digits since 2001: their texts are in the order of time.
      return tx.run('UPDATE service_settings SET value = ? WHERE name = ? AND (value <= ? OR value > ?)', [
        String(now),
        this.turn,
        String(now - RUN_EVERY_MS / 2),
        // Of a clock that has jumped back since.
        String(now + RUN_EVERY_MS),
      ]);
    });
    return matched > 0;
  }
}
