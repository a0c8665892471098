import type { Logger } from '../../logger.js';
import type { Database } from './database.js';
import { PeriodicPurge, type CountPurged } from './periodic-purge.js';
import { GROWTH } from './table-growth.js';

const DAY_MS = 86_400_000;

/** Removes ended sessions, tokens and assertions, credentials that are no longer listed, and old audit log entries. */
export class TablePurge extends PeriodicPurge {
  constructor(
    database: Database,
    logger: Logger,
    private readonly auditRetentionDays: number,
    countPurged: CountPurged,
  ) {
    super(database, logger, 'table-purge', countPurged);
  }

  protected async purge(now: number): Promise<number> {
    const tenants = await this.tenants();
    let removed = 0;
    for (const [table, growth] of Object.entries(GROWTH)) {
      if (growth.kind !== 'purged') continue;
      const before = now - (growth.afterMs ?? this.auditRetentionDays * DAY_MS);
      // One condition per statement, so that each can use its own index.
      for (const column of growth.columns) {
        if (growth.of === 'all') {
          removed += await this.remove(table, `${column} < ?`, [before]);
          continue;
        }
        for (const tenantId of tenants)
          removed += await this.remove(table, `tenant_id = ? AND ${column} < ?`, [tenantId, before]);
      }
    }
    return removed;
  }
}
