import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantDatabase } from '../../src/persistence/database/tenant-database.js';
import { TestService } from '../support/service.js';

/** Takes some milliseconds. */
const LONG =
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT MAX(i) FROM n';

describe('reads that arrive at once on SQLite', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start('sqlite');
  });
  afterAll(() => service.stop());

  const databaseOf = (tenantId: string) => new TenantDatabase(service.storage, tenantId, null);

  it('let those of other tenants, and all else, come between them', async () => {
    let done = 0;
    const flooding = databaseOf('one');
    const all = Array.from({ length: 100 }, () => flooding.rows(LONG).then(() => void done++));
    const found = databaseOf('another')
      .rows('SELECT 1')
      .then(() => done);
    const turn = new Promise<number>((resolve) => setImmediate(() => resolve(done)));
    expect(await found).toBeLessThan(5);
    expect(await turn).toBeLessThan(5);
    await Promise.all(all);
    expect(done).toBe(100);
  });

  it('do not wait for entities that wait to write', async () => {
    const database = databaseOf('one');
    let saving: Promise<unknown> = Promise.resolve();
    await service.storage.transaction(async (tx) => {
      await tx.run("INSERT INTO service_settings (name, value) VALUES ('entities', 'x')");
      saving = database.entities((manager) =>
        manager.query("UPDATE service_settings SET value = 'y' WHERE name = 'entities'"),
      );
      expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
    await saving;
    expect(await database.rows("SELECT value FROM service_settings WHERE name = 'entities'")).toEqual([
      { value: 'y' },
    ]);
  });
});
