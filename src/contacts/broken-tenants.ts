import { Inject, Injectable } from '@nestjs/common';
import { brokenSql } from '../activity/broken-sql.js';
import { TenantSummaries } from '../activity/tenant-summaries.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { sql } from '../persistence/database/sql.js';

/** Keeps since when tenants are broken. */
@Injectable()
export class BrokenTenants {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly summaries: TenantSummaries,
  ) {}

  /**
   * Notes which tenants are broken now.
   * @returns since when each of them is, in milliseconds since 1970
   */
  async look(now: number): Promise<ReadonlyMap<string, number>> {
    await this.summaries.catchUp(now);
    const { text, params } = sql`SELECT t.id FROM tenants t
      LEFT JOIN tenant_activity a ON a.tenant_id = t.id LEFT JOIN tenant_summaries s ON s.tenant_id = t.id
      WHERE ${brokenSql(this.database.dialect, now)}`;
    const found = new Set((await this.database.rows<{ id: string }>(text, params)).map(({ id }) => id));
    const rows = await this.database.rows<{ tenantId: string; since: number }>(
      'SELECT tenant_id AS tenantId, broken_since AS since FROM broken_tenants',
    );
    const since = new Map(rows.map(({ tenantId, since: at }) => [tenantId, Number(at)]));
    for (const id of since.keys()) {
      if (found.has(id)) continue;
      since.delete(id);
      await this.database.transaction((tx) => tx.run('DELETE FROM broken_tenants WHERE tenant_id = ?', [id]));
    }
    const { insertIgnore } = this.database.dialect;
    for (const id of found) {
      if (since.has(id)) continue;
      since.set(id, now);
      await this.database.transaction((tx) =>
        tx.run(
          `${insertIgnore} INTO broken_tenants (tenant_id, broken_since) SELECT id, ? FROM tenants WHERE id = ?`,
          [now, id],
        ),
      );
    }
    return since;
  }
}
