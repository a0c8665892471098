import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from '../../../src/config.js';
import { openDatabase } from '../../../src/persistence/database/open-database.js';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { EntraLogin } from '../../support/entra-login.js';
import { HttpBrowser } from '../../support/http-browser.js';
import { lastTaken } from '../../support/last-taken.js';
import { inParallel, tally } from '../../support/parallel.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, PATCH_OP, TestTenant, USER } from '../../support/tenant.js';

const CLIENTS = 32;
/** Nobody waits for longer: a request that is lost fails as such, and not by the time limit of its test. */
const PATIENCE_MS = 20_000;
const TWO = { WORKERS: '2' };

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(() => build.remove());

onEveryDatabase('two processes behind one port', (name) => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let tenant: TestTenant;

  beforeAll(async () => {
    database = await createDatabase(name);
    service = await startTwo();
  });
  beforeEach(async () => {
    tenant = (await TestTenant.create(service, 'Fabrikam')).within(PATIENCE_MS);
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  const startTwo = async (): Promise<ServiceProcess> => {
    const started = await ServiceProcess.start(build, database.url, TWO);
    await until(() => started.listening === 2);
    return started;
  };

  const expectConsistent = async () => {
    const storage = await openDatabase(readConfig({ DATABASE_URL: database.url, ADMIN_TOKEN }));
    await expectConsistentStorage(storage).finally(() => storage.close());
  };

  it(`keep every promise to ${CLIENTS} clients`, async () => {
    const races = await inParallel(CLIENTS, () =>
      tenant.post('/Users', { schemas: [USER], userName: 'One@fabrikam.example' }),
    );
    expect(tally(races.map(({ status }) => status))).toEqual({ 201: 1, 409: CLIENTS - 1 });

    const names = await inParallel(CLIENTS, () =>
      tenant.post('/Groups', { schemas: [GROUP], displayName: 'One' }),
    );
    expect(tally(names.map(({ status }) => status))).toEqual({ 201: 1, 409: CLIENTS - 1 });

    const users = await inParallel(3 * CLIENTS, () => tenant.createUser());
    const group = await tenant.createGroup();
    const change = (op: string, id: string) =>
      tenant.patch(`/Groups/${group.id}`, [{ op, path: 'members', value: [{ value: id }] }]);
    const added = await inParallel(users.length, (i) => change('add', users[i].id));
    expect(tally(added.map(({ status }) => status))).toEqual({ 204: users.length });
    const removed = await inParallel(CLIENTS, (i) => change('remove', users[i].id));
    expect(tally(removed.map(({ status }) => status))).toEqual({ 204: CLIENTS });
    expect(await tenant.memberIds(group.id)).toEqual(
      users
        .slice(CLIENTS)
        .map(({ id }) => id)
        .sort(),
    );
    expect((await tenant.get(`/Groups/${group.id}`)).body.meta.version).toBe(
      `W/"${1 + users.length + CLIENTS}"`,
    );

    const paths = [
      'title',
      'nickName',
      'locale',
      'name.givenName',
      `${ENTERPRISE}:department`,
      'emails[type eq "work"].value',
    ];
    const { id, meta } = await tenant.createUser();
    const patches = await inParallel(paths.length, (i) =>
      tenant.patch(`/Users/${id}`, [{ op: 'add', path: paths[i], value: `value ${i}` }]),
    );
    expect(tally(patches.map(({ status }) => status))).toEqual({ 200: paths.length });
    const { body } = await tenant.get(`/Users/${id}`);
    expect([
      body.title,
      body.nickName,
      body.locale,
      body.name.givenName,
      body[ENTERPRISE].department,
      body.emails[0].value,
    ]).toEqual(paths.map((_, i) => `value ${i}`));

    const conditional = await inParallel(CLIENTS, (i) =>
      tenant.patch(`/Users/${users[0].id}`, [{ op: 'replace', path: 'title', value: `title ${i}` }], {
        'if-match': meta.version,
      }),
    );
    expect(tally(conditional.map(({ status }) => status))).toEqual({ 200: 1, 412: CLIENTS - 1 });
    // Which worker takes a connection is not ours to say: new ones until each has.
    for (let tries = 0; tries < 500 && new Set(service.servedBy()).size < 2; tries++) {
      await inParallel(CLIENTS, () => tenant.get('/Users?count=0', { connection: 'close' }));
    }
    expect(new Set(service.servedBy()).size).toBe(2);
    await expectConsistent();
  });

  it('share new connections so that none has nearly all of them', async () => {
    const before = service.output.length;
    for (let round = 0; round < 20; round++) {
      await inParallel(CLIENTS, () => tenant.get('/Users?count=0', { connection: 'close' }));
    }
    const share = () => {
      const pids = service.servedBy(before);
      return { count: pids.length, most: Math.max(...Object.values(tally(pids))) };
    };
    await until(() => share().count >= 20 * CLIENTS);
    expect(share().most / share().count).toBeLessThan(0.8);
  });

  it('answer every connection, though one of them dies that could have taken it', async () => {
    const [first = 0] = service.workers();
    const before = service.listening;
    // It takes no connection and no message any more, as one that is just dying.
    process.kill(first, 'SIGSTOP');
    const answers = inParallel(CLIENTS, () => askAnew(`${service.url}/health/live`));
    await sleep(500);
    process.kill(first, 'SIGKILL');
    expect(tally(await answers)).toEqual({ 200: CLIENTS });
    await until(() => service.listening > before);
  });

  it('refuse a revoked code within 5 seconds, whoever is asked', async () => {
    const ask = () => inParallel(CLIENTS, () => tenant.get('/Users?count=0'));
    expect(tally((await ask()).map(({ status }) => status))).toEqual({ 200: CLIENTS });
    const { body } = await service.admin('GET', `/tenants/${tenant.id}/tokens`);
    await service.admin('DELETE', `/tenants/${tenant.id}/tokens/${body.items[0].id}`);
    const { seconds } = await lastTaken(async () => Math.min(...(await ask()).map(({ status }) => status)));
    expect(seconds).toBeLessThan(5);
    expect(tally((await ask()).map(({ status }) => status))).toEqual({ 401: CLIENTS });
  });

  it('are replaced when they die, and no acknowledged write is lost', async () => {
    const acknowledged: string[] = [];
    let isOver = false;
    const clients = inParallel(8, async (client) => {
      for (let n = 0; !isOver; n++) {
        const userName = `user-${client}-${n}@fabrikam.example`;
        const answer = await tenant.post('/Users', { schemas: [USER], userName }).catch(() => null);
        if (answer?.status === 201) acknowledged.push(answer.body.id);
        // Until a worker is back, thousands would be created: too many to be checked in time.
        await sleep(20);
      }
    });
    await until(() => acknowledged.length > 50);
    const [first = 0] = service.workers();
    const before = { listening: service.listening, printed: service.output.length };
    process.kill(first, 'SIGKILL');
    await until(() => service.listening > before.listening);
    expect(service.workers()).not.toContain(first);
    const soFar = acknowledged.length;
    await until(() => acknowledged.length > soFar + 50);
    isOver = true;
    await clients;
    expect(service.output.slice(before.printed)).toContain('A worker died and will be replaced');
    for (const id of acknowledged) expect((await tenant.get(`/Users/${id}`)).status).toBe(200);
    await expectConsistent();
  }, 180_000);

  it('are replaced on SIGHUP without a request that fails', async () => {
    const before = service.workers();
    const statuses: number[] = [];
    let isOver = false;
    const clients = inParallel(8, async (client) => {
      for (let n = 0; !isOver; n++) {
        const userName = `user-${client}-${n}@fabrikam.example`;
        statuses.push((await tenant.post('/Users', { schemas: [USER], userName })).status);
      }
    });
    await until(() => statuses.length > 20);
    service.signal('SIGHUP');
    while (!service.output.includes('"Reloaded"')) {
      // A worker ends when each of its connections has carried one more answer: those that are idle are used too.
      await inParallel(CLIENTS, () => tenant.get('/Users?count=0'));
      await sleep(200);
    }
    const soFar = statuses.length;
    await until(() => statuses.length > soFar + 20);
    isOver = true;
    await clients;
    expect(Object.keys(tally(statuses))).toEqual(['201']);
    expect(service.workers()).toHaveLength(2);
    expect(service.workers().filter((pid) => before.includes(pid))).toEqual([]);
    expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(statuses.length);
  }, 180_000);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finish what is under way on %s, then end with 0',
    async (signal) => {
      const answers = inParallel(CLIENTS, (i) =>
        tenant.post('/Users', { schemas: [USER], userName: `late-${i}@fabrikam.example` }).then(
          ({ status }) => status,
          () => 'not taken',
        ),
      );
      await sleep(5);
      const ended = service.end(signal);
      await sleep(5);
      service.signal(signal);
      expect(await ended).toEqual({ code: 0, signal: null });
      const created = (await answers).filter((status) => status !== 'not taken');
      expect(created.every((status) => status === 201)).toBe(true);
      service = await startTwo();
      const again = tenant.with(tenant.accessCode, service);
      expect((await again.get('/Users?count=0')).body.totalResults).toBeGreaterThanOrEqual(created.length);
      await expectConsistent();
    },
  );

  it('say once why they cannot start', async () => {
    const { port } = new URL(service.url);
    const second = await ServiceProcess.launch(build, database.url, { ...TWO, PORT: port });
    expect(await second.ended()).toEqual({ code: 1, signal: null });
    expect(second.output.match(/Cannot start/g)).toHaveLength(1);
    expect(second.output).toContain('EADDRINUSE');
  });
});

onEveryDatabase('people who are signed in at two processes', (name) => {
  let entra: EntraLogin;
  let database: TestDatabase;
  let service: ServiceProcess;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url, { ...TWO, ...entra.settings });
    entra.register(service.url);
    await until(() => service.listening === 2);
  }, 60_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
    await entra.stop();
  });

  it('are out of both as soon as a write that ends them is answered', async () => {
    const tenant = (await TestTenant.create(service, 'Fabrikam')).within(PATIENCE_MS);
    const { body } = await service.admin('GET', `/tenants/${tenant.id}`);
    const bulk = (operation: object) =>
      tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [operation],
      });
    const off = { op: 'replace', path: 'active', value: false };
    const ways: ((user: any) => Promise<unknown>)[] = [
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
      ({ id, userName }) => tenant.put(`/Users/${id}`, { schemas: [USER], userName, active: false }),
      ({ id }) => tenant.delete(`/Users/${id}`),
      ({ id }) =>
        bulk({ method: 'PATCH', path: `/Users/${id}`, data: { schemas: [PATCH_OP], Operations: [off] } }),
      () => service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false }),
    ];
    for (const end of ways) {
      const oid = randomUUID();
      const user = await tenant.createUser({ externalId: oid });
      entra.person = { tid: body.entraTenantId, oid };
      const browser = new HttpBrowser();
      expect((await browser.go(`${service.url}/sso/login`)).url).toBe(`${service.url}/me`);
      const cookie = [...browser.cookies(service.url)].map((pair) => pair.join('=')).join('; ');
      // A connection each: both processes are asked.
      const asked = () =>
        inParallel(CLIENTS, () => askAnew(`${service.url}/me`, { cookie })).then((statuses) =>
          tally(statuses),
        );
      expect(await asked()).toEqual({ 200: CLIENTS });
      await end(user);
      expect(await asked()).toEqual({ 302: CLIENTS });
    }
  }, 120_000);
});

/** Asks on a connection of its own; answers the status, or why there is none. */
function askAnew(url: string, headers: Record<string, string> = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.setTimeout(10_000, () => request.destroy(new Error('not answered')));
    request.on('error', ({ message }) => resolve(message));
  });
}

/** Waits for something that must happen; what is tested then fails by the test's own time limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
