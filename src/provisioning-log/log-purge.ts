import type { Logger } from '../logger.js';
import type { Database } from '../persistence/database/database.js';
import { PeriodicPurge, type CountPurged } from '../persistence/database/periodic-purge.js';
import { idsFrom } from './id-time.js';

const DAY_MS = 86_400_000;
/** How long bodies are kept at most. */
const BODIES_DAYS = 7;

/** Removes entries of the provisioning log, request counts and bodies that are older than the retention period. */
export class LogPurge extends PeriodicPurge {
  constructor(
    database: Database,
    logger: Logger,
    private readonly retentionDays: number,
    countPurged: CountPurged,
  ) {
    super(database, logger, 'log-purge', countPurged);
  }

  protected async purge(now: number): Promise<number> {
    const oldest = now - this.retentionDays * DAY_MS;
    const oldestBodies = now - Math.min(this.retentionDays, BODIES_DAYS) * DAY_MS;
    let removed = 0;
    for (const tenantId of await this.tenants()) {
      removed += await this.remove('provisioning_log', 'tenant_id = ? AND id < ?', [
        tenantId,
        idsFrom(oldest),
      ]);
      removed += await this.remove('logged_bodies', 'tenant_id = ? AND id < ?', [
        tenantId,
        idsFrom(oldestBodies),
      ]);
      removed += await this.remove('request_counts', 'tenant_id = ? AND hour < ?', [tenantId, oldest]);
    }
    return removed;
  }
}
