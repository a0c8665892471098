import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from '../../../src/config.js';
import { openDataSource } from '../../../src/persistence/database/data-source.js';
import { openDatabase } from '../../../src/persistence/database/open-database.js';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { ENTERPRISE, TestTenant, USER } from '../../support/tenant.js';

const CLIENTS = 12;

let build: Build;
beforeAll(async () => {
  build = await buildService();
}, 180_000);
afterAll(() => build.remove());

onEveryDatabase('the service in a process of its own', (name) => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let tenant: TestTenant;

  beforeEach(async () => {
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url);
    tenant = await TestTenant.create(service, 'Fabrikam');
  });
  afterEach(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  const expectConsistent = async () => {
    const storage = await openDatabase(readConfig({ DATABASE_URL: database.url, ADMIN_TOKEN }));
    await expectConsistentStorage(storage).finally(() => storage.close());
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes the requests under way on %s, then ends with 0',
    async (signal) => {
      // Bodies that arrive in two halves: the requests are under way when the signal comes.
      const halves = Array.from({ length: 10 }, (_, i) => halfSent(tenant, `slow-${i}@fabrikam.example`));
      await sleep(200);
      const ended = service.end(signal);
      const isTaken = () => fetch(`${service.url}/health/live`).then(Boolean, () => false);
      while (await isTaken()) await sleep(20);
      // As npm passes on what the terminal has sent to all.
      service.signal(signal);
      await sleep(50);
      const statuses = await Promise.all(halves.map((finish) => finish()));
      expect(tally(statuses)).toEqual({ 201: 10 });
      expect(await ended).toEqual({ code: 0, signal: null });

      service = await ServiceProcess.start(build, database.url);
      const again = tenant.with(tenant.accessCode, service);
      expect((await again.get('/Users?count=0')).body.totalResults).toBe(10);
      await expectConsistent();
    },
  );

  it('ends at once when nothing is under way, whatever connections are kept alive', async () => {
    await tenant.get('/Users');
    // As a load balancer keeps them ready: nothing was ever sent.
    const { hostname, port } = new URL(service.url);
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    // Who does not end within 10 seconds ends with 1.
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    silent.destroy();
  });

  it('does not start on a database of an unreleased build, and says so in one line', async () => {
    const old = await createDatabase(name);
    const config = readConfig({ DATABASE_URL: old.url, ADMIN_TOKEN });
    const dataSource = await openDataSource(config);
    await dataSource.query(
      'CREATE TABLE schema_migrations (id INTEGER, timestamp BIGINT, name VARCHAR(255))',
    );
    await dataSource.query(
      "INSERT INTO schema_migrations VALUES (1, 1764000000000, 'InitialSchema1764000000000')",
    );
    await dataSource.destroy();
    for (const migrateOnStart of ['true', 'false']) {
      const refused = await ServiceProcess.launch(build, old.url, { MIGRATE_ON_START: migrateOnStart });
      expect(await refused.ended()).toEqual({ code: 1, signal: null });
      expect(refused.output).toMatch(/^Cannot start: the database was made by an unreleased build [^\n]*\n$/);
    }
    await old.drop();
  });

  it('has stored all that it kept for later when it ends', async () => {
    const user = await tenant.createUser({ title: 'x' });
    // A write that changes nothing and one that is refused: both are logged after their answers.
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
    const refused = await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'userName', value: '' }]);
    expect(refused.status).toBe(400);
    await tenant.get('/Users');
    const issued = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    expect(issued.status).toBe(201);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    // The MySQL of the tests does not wait for the disk, which the service warns of.
    const warnings = service.output.split('\n').filter((line) => /"level":"(?:warn|error|fatal)"/.test(line));
    expect(warnings.filter((line) => !line.includes('innodb_flush_log_at_trx_commit'))).toEqual([]);

    const storage = await openDatabase(readConfig({ DATABASE_URL: database.url, ADMIN_TOKEN }));
    try {
      const of = <Row extends object>(sql: string) => storage.rows<Row>(sql, [tenant.id]);
      const entries = await of(
        'SELECT action, outcome FROM provisioning_log WHERE tenant_id = ? ORDER BY id',
      );
      expect(entries).toEqual([
        { action: 'create', outcome: 'success' },
        { action: 'update', outcome: 'success' },
        { action: 'update', outcome: 'refused' },
      ]);
      const counts = await of<{ kind: string; requests: number }>(
        'SELECT kind, SUM(requests) AS requests FROM request_counts WHERE tenant_id = ? GROUP BY kind',
      );
      expect(Object.fromEntries(counts.map(({ kind, requests }) => [kind, Number(requests)]))).toEqual({
        read: 1,
        write: 2,
        'write-failed': 1,
      });
      expect(
        await of('SELECT 1 FROM tenant_activity WHERE tenant_id = ? AND last_write_at > 0'),
      ).toHaveLength(1);
      const used = await of('SELECT id FROM access_codes WHERE tenant_id = ? AND last_used_at > 0');
      expect(used).toHaveLength(1);
      const actions = await of<{ action: string }>('SELECT action FROM audit_log WHERE tenant_id = ?');
      expect(actions.map(({ action }) => action)).toContain('access-code.issue');
    } finally {
      await storage.close();
    }
  });

  it('loses no acknowledged write to kill -9, and leaves none half-done', async () => {
    const acknowledged = {
      users: new Map<string, string>(),
      members: new Set<string>(),
      gone: new Set<string>(),
    };
    const group = (await tenant.createGroup()).id as string;
    let killed = false;
    const unlessKilled = (error: unknown) => {
      if (!killed) throw error;
    };
    const client = async (number: number) => {
      for (let n = 0; !killed; n++) {
        const userName = `user-${number}-${n}@fabrikam.example`;
        const created = await tenant.post('/Users', {
          schemas: [USER],
          userName,
          title: 'first',
          nickName: userName,
        });
        const { id } = created.body;
        acknowledged.users.set(id, 'first');
        await tenant.patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]);
        acknowledged.members.add(id);
        // While this is under way either value is right.
        acknowledged.users.set(id, 'either');
        await tenant.patch(`/Users/${id}`, [
          { op: 'replace', path: 'title', value: 'second' },
          { op: 'replace', path: `${ENTERPRISE}:department`, value: userName },
        ]);
        acknowledged.users.set(id, 'second');
        if (n % 3 !== 0) continue;
        acknowledged.users.delete(id);
        acknowledged.members.delete(id);
        await tenant.delete(`/Users/${id}`);
        acknowledged.gone.add(id);
      }
    };
    const clients = inParallel(CLIENTS, (number) => client(number).catch(unlessKilled));
    while (acknowledged.gone.size < 40) await sleep(10);
    killed = true;
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await clients;

    service = await ServiceProcess.start(build, database.url);
    const again = tenant.with(tenant.accessCode, service);
    await expectConsistent();
    const members = new Set(await again.memberIds(group));
    expect([...acknowledged.members].filter((id) => !members.has(id))).toEqual([]);
    expect([...acknowledged.gone].filter((id) => members.has(id))).toEqual([]);
    for (const [id, title] of acknowledged.users) {
      const { status, body } = await again.get(`/Users/${id}`);
      expect(status).toBe(200);
      if (title !== 'either') expect(body.title).toBe(title);
      // The two operations of one PATCH: both or none.
      expect(body[ENTERPRISE]?.department).toBe(body.title === 'second' ? body.userName : undefined);
    }
    for (const id of acknowledged.gone) expect((await again.get(`/Users/${id}`)).status).toBe(404);
    expect((await again.post('/Users', { schemas: [USER], userName: 'after@fabrikam.example' })).status).toBe(
      201,
    );
  });
});

/** A POST of which the second half of the body waits until it is told to go; answers the status. */
function halfSent(tenant: TestTenant, userName: string): () => Promise<number> {
  const json = Buffer.from(JSON.stringify({ schemas: [USER], userName }));
  let goOn = (): void => undefined;
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(json.subarray(0, 20));
      goOn = () => {
        controller.enqueue(json.subarray(20));
        controller.close();
      };
    },
  });
  const request: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.accessCode}`, 'content-type': 'application/scim+json' },
    body,
    duplex: 'half',
  };
  const response = fetch(`${tenant.service.url}/scim/v2/Users`, request);
  return async () => {
    goOn();
    return (await response).status;
  };
}
