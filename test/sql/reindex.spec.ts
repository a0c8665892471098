import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { reindex } from '../../src/persistence/resources/reindex.js';
import { groupSeeds, userSeeds } from '../support/hard-seeds.js';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { expectConsistentStorage, storedRows } from '../support/stored-rows.js';
import type { TestTenant } from '../support/tenant.js';

onEveryDatabase('npm run reindex', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const other = await service.createTenant('Contoso');
    for (const user of userSeeds) for (const each of [tenant, other]) await each.createUser(user);
    for (const { displayName, externalId } of groupSeeds)
      await tenant.createGroup({ displayName, externalId });
  });
  afterAll(() => service.stop());

  it('derives columns and index rows from the documents, and changes nothing else', async () => {
    const before = await storedRows(service.storage);
    await service.storage.transaction(async (tx) => {
      await tx.run("DELETE FROM attribute_values WHERE path = 'title'");
      await tx.run("UPDATE attribute_values SET value_key = 'damaged' WHERE path LIKE 'emails.%'");
      await tx.run("UPDATE users SET external_id = 'damaged', active = NULL, user_name_key = id");
      await tx.run('UPDATE `groups` SET display_name_key = id');
    });
    expect(await storedRows(service.storage)).not.toEqual(before);
    const { resources, failures } = await reindex(service.storage);
    expect({ resources, failures }).toEqual({
      resources: userSeeds.length * 2 + groupSeeds.length,
      failures: [],
    });
    expect(await storedRows(service.storage)).toEqual(before);
    await expectConsistentStorage(service.storage);
  });

  it('keeps the values of a schema that is registered while it runs', async () => {
    const { storage } = service;
    const urn = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';
    const own = await service.createTenant('Registers');
    await own.createUser();
    const rows = storage.rows.bind(storage);
    let registered: Promise<unknown> | undefined;
    // Its types are read by then.
    storage.rows = async (sql, params = []) => {
      if (sql.startsWith('SELECT id FROM users') && params[0] === own.id) {
        registered ??= service
          .admin('PUT', `/tenants/${own.id}/schemas/${urn}`, { attributes: [{ name: 'badge' }] })
          .then(() => own.createUser({ [urn]: { badge: 'B-1' } }));
        await registered;
      }
      return rows(sql, params);
    };
    await reindex(storage);
    storage.rows = rows;
    expect(registered).toBeDefined();
    expect((await own.find('/Users', `${urn}:badge eq "B-1"`)).body.totalResults).toBe(1);
  });

  it('names a resource whose unique key another one has by now', async () => {
    const [first, second] = [await tenant.createUser(), await tenant.createUser()];
    await service.storage.transaction((tx) =>
      tx.run('UPDATE users SET document = REPLACE(document, ?, ?) WHERE id = ?', [
        first.userName,
        second.userName,
        first.id,
      ]),
    );
    const { failures } = await reindex(service.storage);
    expect(failures).toEqual([expect.stringContaining(first.id)]);
  });
});
