import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource, type EntityMetadata } from 'typeorm';
import type { SqlValue } from '../../../src/persistence/database/database.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';

onEveryDatabase('the deletion of a tenant', (name) => {
  let service: TestService;
  let tables: EntityMetadata[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tables = service.app
      .get(DataSource)
      .entityMetadatas.filter(({ columns }) =>
        columns.some(({ databaseName }) => databaseName === 'tenant_id'),
      );
  });
  afterAll(() => service.stop());

  it('leaves no row of it in any table but those that outlive it, and all rows of others', async () => {
    const [doomed, other] = [await service.createTenant(), await service.createTenant('Contoso')];
    for (const { id } of [doomed, other]) for (const table of tables) await insertRow(table, id);
    for (const table of tables) expect(await countRows(table, doomed.id)).toBeGreaterThan(0);
    const before = await countsOf(other.id);

    await service.admin('PUT', `/tenants/${doomed.id}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', `/tenants/${doomed.id}`)).status).toBe(204);

    const left = Object.entries(await countsOf(doomed.id)).filter(([, rows]) => rows > 0);
    // Applications are yet to be told that its people have ended: then their rows go, too.
    expect(left.map(([table]) => table)).toEqual(['audit_log', 'application_sign_ins']);
    expect(await countsOf(other.id)).toEqual(before);
  });

  async function countsOf(tenantId: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const table of tables) counts[table.tableName] = await countRows(table, tenantId);
    return counts;
  }

  async function countRows({ tableName }: EntityMetadata, tenantId: string): Promise<number> {
    const statement = `SELECT COUNT(*) AS count FROM \`${tableName}\` WHERE tenant_id = ?`;
    const [row] = await service.storage.rows<{ count: number }>(statement, [tenantId]);
    return Number(row?.count);
  }

  /** A row of any table, with a value for each column that needs one. */
  async function insertRow({ tableName, columns }: EntityMetadata, tenantId: string): Promise<void> {
    const needed = columns.filter(
      ({ isNullable, default: usual, databaseName }) =>
        databaseName === 'tenant_id' || (!isNullable && usual === undefined),
    );
    const values = needed.map(({ databaseName, type, length }): SqlValue => {
      if (databaseName === 'tenant_id') return tenantId;
      if (!['varchar', 'text', 'mediumtext', 'simple-json'].includes(String(type))) return 1;
      return `${tenantId}${tableName}`.slice(0, Number(length || 100));
    });
    // What is counted already has its rows.
    await service.storage.transaction((tx) =>
      tx.run(
        `${service.storage.dialect.insertIgnore} INTO \`${tableName}\` (${needed.map((c) => `\`${c.databaseName}\``).join(', ')})
         VALUES (${needed.map(() => '?').join(', ')})`,
        values,
      ),
    );
  }
});
