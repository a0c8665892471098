import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { openDataSource } from '../../src/persistence/database/data-source.js';
import { migrate } from '../../src/persistence/database/migrate.js';
import { onEveryDatabase } from '../support/databases.js';
import { ADMIN_TOKEN, TestService } from '../support/service.js';
import { expectConsistentStorage, storedRows } from '../support/stored-rows.js';

const FIRST = 'TenantSettings1764700000000';

onEveryDatabase('migrations of settings and names', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  it('keep what was stored before, and can be taken back', async () => {
    const tenant = await service.createTenant();
    const user = await tenant.createUser({ displayName: 'Lena', externalId: 'lena' });
    await tenant.createGroup({ displayName: 'Sales', externalId: 's', members: [{ value: user.id }] });
    await tenant.createGroup({ displayName: 'Équipe' });
    const stored = async () => ({ ...(await storedRows(service.storage)), schema_migrations: [] });
    const before = await stored();
    const dataSource = await openDataSource(readConfig({ DATABASE_URL: service.database.url, ADMIN_TOKEN }));
    try {
      const isThere = async () =>
        (await dataSource.query('SELECT 1 FROM schema_migrations WHERE name = ?', [FIRST])).length > 0;
      while (await isThere()) await dataSource.undoLastMigration();
      const columns = Object.keys(
        (await service.storage.rows<Record<string, unknown>>('SELECT * FROM `groups`'))[0] ?? {},
      );
      expect(columns).toContain('display_name_key');
      expect(columns).not.toContain('shares_name');
      expect(await migrate(dataSource)).toContain(FIRST);
    } finally {
      await dataSource.destroy();
    }
    expect(await stored()).toEqual(before);
    await expectConsistentStorage(service.storage);
    expect((await tenant.find('/Groups', 'displayName eq "sales"')).body.totalResults).toBe(1);
    await expect(tenant.createGroup({ displayName: 'SALES' })).rejects.toThrow('uniqueness');
  });
});
