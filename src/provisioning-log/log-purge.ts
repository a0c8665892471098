import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from '../logger.js';
import type { Database, SqlValue } from '../persistence/database.js';
import { idsFrom } from './id-time.js';

const DAY_MS = 86_400_000;
const FIRST_RUN_MS = 300_000;
const RUN_EVERY_MS = 600_000;
/** A run that has not come to its end goes on in the next one. */
const MAX_RUN_MS = 60_000;
const ROWS_A_BATCH = 500;
/** Between two batches, so that purging takes a small part of the database's time. */
const PAUSE_MS = 20;
const TURN = 'log-purge';

/**
 * Removes what is older than the retention from the provisioning log and the counters of requests, in batches that each take
 * milliseconds. Of several processes one does it at a time.
 */
export class LogPurge implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
    private readonly retentionDays: number,
  ) {}

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
   * @returns how many entries were removed
   */
  async run(now = Date.now()): Promise<number> {
    if (!(await this.takeTurn(now))) return 0;
    const deadline = performance.now() + MAX_RUN_MS;
    const oldest = now - this.retentionDays * DAY_MS;
    let removed = 0;
    for (const tenantId of await this.tenants()) {
      removed += await this.purge('provisioning_log', 'id', tenantId, idsFrom(oldest), deadline);
      await this.purge('request_counts', 'hour', tenantId, oldest, deadline);
    }
    return removed;
  }

  private runIn(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run()
        .then((removed) => {
          if (removed > 0)
            this.logger.info({ removed }, 'Old entries were removed from the provisioning log');
        })
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'Old entries of the provisioning log were not removed'),
        )
        .finally(() => this.runIn(RUN_EVERY_MS));
    }, delay).unref();
  }

  private async takeTurn(now: number): Promise<boolean> {
    const { insertIgnore } = this.database.dialect;
    const matched = await this.database.transaction(async (tx) => {
      await tx.run(`${insertIgnore} INTO service_settings (name, value) VALUES (?, ?)`, [TURN, '0']);
      // Milliseconds have had 13 digits since 2001: their texts are in the order of time.
      return tx.run('UPDATE service_settings SET value = ? WHERE name = ? AND value <= ?', [
        String(now),
        TURN,
        String(now - RUN_EVERY_MS / 2),
      ]);
    });
    return matched > 0;
  }

  /** Each run begins with another one, so that none has to wait for ever. */
  private async tenants(): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>('SELECT id FROM tenants ORDER BY id');
    const ids = rows.map(({ id }) => id);
    const start = Math.floor(Math.random() * ids.length);
    return [...ids.slice(start), ...ids.slice(0, start)];
  }

  private async purge(
    table: string,
    column: string,
    tenantId: string,
    before: SqlValue,
    deadline: number,
  ): Promise<number> {
    const sql = `DELETE FROM ${table} WHERE tenant_id = ? AND ${column} < ? LIMIT ${ROWS_A_BATCH}`;
    let removed = 0;
    while (!this.stopped && performance.now() < deadline) {
      const count = await this.database.transaction((tx) => tx.run(sql, [tenantId, before]));
      removed += count;
      if (count < ROWS_A_BATCH) break;
      await sleep(PAUSE_MS);
    }
    return removed;
  }
}
