import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { inParallel } from '../../support/parallel.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant, USER } from '../../support/tenant.js';

const CLIENTS = 12;
const WRITES = 400;

let build: Build;
beforeAll(async () => {
  build = await buildService();
}, 180_000);
afterAll(() => build.remove());

onEveryDatabase('the provisioning log', (name) => {
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

  it('has every acknowledged write after kill -9, and no write that is not stored', async () => {
    const acknowledged = new Set<string>();
    const group = await tenant.createGroup();
    let killed = false;
    const unlessKilled = (error: unknown) => {
      if (!killed) throw error;
    };
    const sent = async (answer: Promise<{ status: number; headers: Headers; body: any }>) => {
      const { status, headers, body } = await answer;
      expect(status).toBeLessThan(300);
      acknowledged.add(headers.get('x-request-id') ?? '');
      return body;
    };
    const client = async (number: number) => {
      for (let n = 0; !killed; n++) {
        const userName = `user-${number}-${n}@fabrikam.example`;
        const { id } = await sent(tenant.post('/Users', { schemas: [USER], userName }));
        await sent(
          tenant.patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value: [{ value: id }] }]),
        );
        await sent(tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'title', value: 'second' }]));
        if (n % 3 === 0) await sent(tenant.delete(`/Users/${id}`));
      }
    };
    const clients = inParallel(CLIENTS, (number) => client(number).catch(unlessKilled));
    while (acknowledged.size < WRITES) await sleep(5);
    killed = true;
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await clients;

    service = await ServiceProcess.start(build, database.url);
    const again = tenant.with(tenant.accessCode, service);
    const entries = (await logOf(again)).filter(({ outcome }) => outcome === 'success');
    const told = entries.map(({ requestId }) => requestId as string);
    expect(new Set(told).size).toBe(told.length);
    expect([...acknowledged].filter((id) => !told.includes(id))).toEqual([]);
    // Every write moves a version, and every version has its entry.
    const writesOf = new Map<string, string[]>();
    for (const { action, resource } of entries) {
      writesOf.set(resource.id, [...(writesOf.get(resource.id) ?? []), action as string]);
    }
    const deletions = entries.filter(({ action }) => action === 'delete').length;
    for (const [id, actions] of writesOf) {
      const isGroup = id === group.id;
      const { status, body } = await again.get(
        `/${isGroup ? 'Groups' : 'Users'}/${id}?excludedAttributes=groups`,
      );
      if (actions.includes('delete')) {
        expect(status).toBe(404);
        continue;
      }
      const version = Number(/^W\/"(\d+)"$/.exec(body.meta.version)?.[1]);
      // A group that loses members moves with each commit; on MySQL, sixteen deletions at most share one.
      const lost = isGroup ? deletions : 0;
      const commits = name === 'mysql' ? Math.ceil(lost / 16) : lost;
      expect(version).toBeGreaterThanOrEqual(actions.length + commits);
      expect(version).toBeLessThanOrEqual(actions.length + lost);
    }
    const { body } = await again.get('/Users?count=0');
    const created = entries.filter(({ action, resource }) => action === 'create' && resource.type === 'User');
    expect(body.totalResults).toBe(created.length - deletions);
  });

  it('has requests refused just before a graceful stop', async () => {
    const answers = await inParallel(20, (i) => tenant.delete(`/Users/none-${i}`));
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    service = await ServiceProcess.start(build, database.url);
    const entries = await logOf(tenant.with(tenant.accessCode, service));
    expect(entries.map(({ requestId }) => requestId).sort()).toEqual(
      answers.map(({ headers }) => headers.get('x-request-id')).sort(),
    );
  });
});
