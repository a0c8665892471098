import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { PeriodicPurge } from '../persistence/database/periodic-purge.js';
import { expiredMarkers, IMPORTED_TABLES, newMarker, prolong, removeImported } from './import-marker.js';

/** Removes what imports have left whose process has died. */
@Injectable()
export class UnfinishedImports extends PeriodicPurge {
  constructor(
    @Inject(DATABASE) private readonly storage: Database,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(storage, logger, 'import-purge', () => undefined);
  }

  protected async purge(now: number): Promise<number> {
    let removed = 0;
    for (const marker of await expiredMarkers(this.storage, now)) {
      const { tenantId } = marker;
      const next = newMarker(tenantId, now);
      if (!(await this.storage.transaction((tx) => prolong(tx, marker, next)))) continue;
      for (const table of IMPORTED_TABLES) removed += await this.remove(table, 'tenant_id = ?', [tenantId]);
      if (!(await this.hasRows(tenantId))) await removeImported(this.storage, tenantId);
    }
    return removed;
  }

  /** Where a run has to end early, a later one goes on. */
  private async hasRows(tenantId: string): Promise<boolean> {
    for (const table of IMPORTED_TABLES) {
      const rows = await this.storage.rows(`SELECT 1 FROM ${table} WHERE tenant_id = ? LIMIT 1`, [tenantId]);
      if (rows.length > 0) return true;
    }
    return false;
  }
}
