import { expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { DatabaseProxy } from '../support/database-proxy.js';
import { createDatabase, describeOnMysql, type TestDatabase } from '../support/databases.js';
import { EVENTS, full, register } from '../support/events-schema.js';
import { inParallel } from '../support/parallel.js';
import { SentStatements } from '../support/sent-statements.js';
import { TestService } from '../support/service.js';
import { expectConsistentStorage } from '../support/stored-rows.js';
import { PATCH_OP, USER, type Answer, type TestTenant } from '../support/tenant.js';

const NOT_PORTABLE = /SKIP LOCKED|LAST_INSERT_ID\(|FOR SHARE|AS new/;

const value = (id: string) => ({ value: id });
const members = (op: string, ids: readonly string[]) => [{ op, path: 'members', value: ids.map(value) }];

/** Everything a service does to its database, some of it at the same time. */
async function useAll(service: TestService): Promise<void> {
  const ok = (answer: { status: number }): void => expect([200, 201, 204]).toContain(answer.status);
  const allOk = (answers: readonly Answer[]): void => answers.forEach(ok);
  const tenant = await service.createTenant();
  const ids: string[] = (await inParallel(80, () => tenant.createUser())).map(({ id }) => id);
  const [first = '', second = ''] = ids;
  allOk(
    await inParallel(32, (i) =>
      tenant.patch(`/Users/${ids[i]}`, [{ op: 'add', path: 'title', value: `T${i}` }]),
    ),
  );
  const groups = await inParallel(4, () => tenant.createGroup());
  const [group, parent] = groups;
  for (const op of ['add', 'remove', 'add']) {
    allOk(await inParallel(32, (i) => tenant.patch(`/Groups/${groups[i % 4].id}`, members(op, [ids[i]!]))));
  }
  // Too many for a group commit: the group's version moves without being read.
  ok(await tenant.patch(`/Groups/${group.id}`, members('add', ids.slice(0, 70))));
  ok(await tenant.patch(`/Groups/${parent.id}`, members('add', [group.id])));
  expect(await tenant.memberIds(group.id)).toHaveLength(70);
  ok(await tenant.find('/Users', `groups.value eq "${parent.id}" and title sw "T"`, '&sortBy=title'));
  const bulk = ids.slice(60, 64).map((id) => ({ method: 'DELETE', path: `/Users/${id}` }));
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  ok(await tenant.post('/Bulk', { schemas, Operations: bulk }));
  ok(await tenant.put(`/Users/${first}`, { schemas: [USER], userName: 'put@fabrikam.example' }));
  allOk(await inParallel(16, (i) => tenant.delete(`/Users/${ids[2 + i]}`)));
  ok(await tenant.delete(`/Groups/${parent.id}`));
  ok(await service.admin('GET', `/tenants/${tenant.id}/status`));
  ok(await service.admin('GET', `/tenants/${tenant.id}/provisioning-log?action=delete`));
  await expectNoWaitFor(service, tenant, second);
  await expectConsistentStorage(service.storage);
  await registerAndUse(tenant);
  ok(await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false }));
  ok(await service.admin('DELETE', `/tenants/${tenant.id}`));
}

async function registerAndUse(tenant: TestTenant): Promise<void> {
  await register(tenant);
  const created = await inParallel(4, () => tenant.createUser({ schemas: [USER, EVENTS], [EVENTS]: full }));
  for (const { id } of created) {
    const body = {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: `${EVENTS}:badge`, value: 'B-9' }],
    };
    expect((await tenant.request('PATCH', `/Users/${id}`, body)).status).toBe(200);
  }
}

/** While somebody holds the row of a user, changes of others are made, and additions of others to groups. */
async function expectNoWaitFor(service: TestService, tenant: TestTenant, held: string): Promise<void> {
  const [other, group] = [await tenant.createUser(), await tenant.createGroup()];
  const holder = await createConnection(service.database.url);
  try {
    await holder.beginTransaction();
    await holder.query('SELECT id FROM users WHERE tenant_id = ? AND id = ? FOR UPDATE', [tenant.id, held]);
    const waiting = [
      tenant.patch(`/Users/${held}`, [{ op: 'replace', path: 'title', value: 'late' }]),
      tenant.patch(`/Groups/${group.id}`, members('add', [held])),
    ];
    const answers = await Promise.all([
      tenant.patch(`/Users/${other.id}`, [{ op: 'replace', path: 'title', value: 'soon' }]),
      tenant.patch(`/Groups/${(await tenant.createGroup()).id}`, members('add', [other.id])),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 204]);
    await holder.rollback();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 204]);
  } finally {
    await holder.end();
  }
}

describeOnMysql('what a service sends to MySQL', () => {
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  let sent: SentStatements;
  let service: TestService;

  const startWith = async (env: Record<string, string>, rewrite = (text: Buffer) => text): Promise<void> => {
    database = await createDatabase('mysql');
    sent = new SentStatements();
    proxy = await DatabaseProxy.start(Number(new URL(database.url).port), () => {
      const see = sent.watch();
      return (bytes) => see(rewrite(bytes));
    });
    service = await TestService.over({ ...database, url: proxy.urlOf(database.url) }, env);
  };
  const stop = async (): Promise<void> => {
    await service.stop();
    proxy.stop();
  };

  it('holds nothing that others do not understand, with DATABASE_DIALECT=portable', async () => {
    await startWith({ DATABASE_DIALECT: 'portable' });
    await useAll(service);
    await stop();
    expect(sent.texts.length).toBeGreaterThan(300);
    expect(sent.holding(NOT_PORTABLE)).toEqual([]);
    expect(sent.several).toEqual([]);
    expect(sent.severalAllowed).toBe(0);
    expect(sent.holding(/FOR UPDATE NOWAIT/).length).toBeGreaterThan(0);
    expect(sent.texts.filter((text) => text === 'COMMIT').length).toBeGreaterThan(0);
  });

  it('is seen to hold it with DATABASE_DIALECT=mysql, and on MySQL without a setting', async () => {
    for (const dialect of ['mysql', 'auto']) {
      await startWith({ DATABASE_DIALECT: dialect });
      await useAll(service);
      await stop();
      for (const part of NOT_PORTABLE.source.split('|')) {
        expect([part, sent.holding(new RegExp(part)).length > 0]).toEqual([part, true]);
      }
      expect(sent.several.length).toBeGreaterThan(10);
      expect(sent.severalAllowed).toBeGreaterThan(0);
    }
  });

  it('is portable without a setting where the server says that it is TiDB', async () => {
    const question = 'SELECT VERSION() AS version, @@version_comment AS comment';
    const lie = `SELECT '8.0.11-TiDB-v8' AS version, 'x' AS comment`.padEnd(question.length);
    await startWith({ DATABASE_DIALECT: 'auto' }, (bytes) =>
      Buffer.from(bytes.toString('latin1').replace(question, lie), 'latin1'),
    );
    const tenant = await service.createTenant();
    await tenant.createUser();
    await stop();
    expect(sent.texts).toContain(lie);
    expect(service.logLines.join()).toContain('portable SQL');
    expect(sent.severalAllowed).toBe(0);
  });
});
