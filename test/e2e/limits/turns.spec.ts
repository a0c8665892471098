import { request as send, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeOnMysql, onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { PATCH_OP, type TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

/** A body so large that there is no turn for another one beside it. */
const changeAtLength = (title: string) => [
  { op: 'replace', path: 'title', value: title },
  { op: 'replace', path: 'nickName', value: 'x'.repeat(110_000) },
];

const USERS = 'SELECT id FROM users WHERE tenant_id = ?';
const TENANT = 'SELECT id FROM tenants WHERE id = ?';

/** Writes that wait: on MySQL for locks of rows, on SQLite for the one writer. */
class HeldWrites {
  private release: () => void = () => undefined;
  private transaction: Promise<void> = Promise.resolve();

  /** @param sql selects the rows to lock by the id of a tenant */
  async hold({ storage }: TestService, sql: string, tenantId: string): Promise<void> {
    await new Promise<void>((begun) => {
      this.transaction = storage.transaction(async (tx) => {
        await tx.rows(sql + storage.dialect.forUpdate, [tenantId]);
        const released = new Promise<void>((resolve) => (this.release = resolve));
        begun();
        await released;
      });
    });
  }

  async end(): Promise<void> {
    this.release();
    await this.transaction;
  }
}

/** Sends a PATCH whose client can go away. */
function patchOf(tenant: TestTenant, id: string, operations: readonly object[]): ClientRequest {
  const request = send(`${tenant.service.url}/scim/v2/Users/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${tenant.accessCode}`, 'content-type': 'application/scim+json' },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify({ schemas: [PATCH_OP], Operations: operations }));
  return request;
}

onEveryDatabase('the requests of a tenant take turns', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let other: TestTenant;
  let held: HeldWrites;

  beforeAll(async () => void (service = await TestService.start(name)));
  afterAll(() => service.stop());
  beforeEach(async () => {
    [tenant, other] = [await service.createTenant(), await service.createTenant()];
    held = new HeldWrites();
  });
  afterEach(() => held.end());

  it('small ones pass by large ones, and so do those of others', async () => {
    const [first, second] = [await tenant.createUser(), await tenant.createUser()];
    await held.hold(service, USERS, tenant.id);
    const large = [first, second].map(({ id }) => tenant.patch(`/Users/${id}`, changeAtLength('done')));
    await sleep(200);
    expect((await tenant.get(`/Users/${first.id}`)).status).toBe(200);
    expect((await other.get('/Users')).status).toBe(200);
    await held.end();
    expect((await Promise.all(large)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('one whose client has gone away meanwhile is not carried out', async () => {
    const [first, second, third] = await inParallel(3, () => tenant.createUser({ title: 'before' }));
    await held.hold(service, USERS, tenant.id);
    const underWay = tenant.patch(`/Users/${first.id}`, changeAtLength('done'));
    await sleep(200);
    const gone = patchOf(tenant, second.id, changeAtLength('done'));
    const waiting = tenant.patch(`/Users/${third.id}`, changeAtLength('done'));
    await sleep(500);
    gone.destroy();
    await sleep(200);
    await held.end();
    expect((await underWay).status).toBe(200);
    expect((await waiting).status).toBe(200);
    expect((await tenant.get(`/Users/${second.id}`)).body.title).toBe('before');
  });

  it('one that waits too long is refused with 429, which tells why', async () => {
    const users = await inParallel(12, () => tenant.createUser());
    await held.hold(service, USERS, tenant.id);
    // MySQL refuses each of them after 5 seconds or more (innodb_lock_wait_timeout), so the last ones wait for too long.
    const changes = users.map(({ id }) => tenant.patch(`/Users/${id}`, changeAtLength('done')));
    const others = changes.map(async (change) => {
      const answer = await change;
      if (answer.status === 503) throw new Error('Refused by MySQL');
      return answer;
    });
    const { status, headers, body } = await Promise.any(others);
    expect([status, headers.get('retry-after')]).toEqual([429, '5']);
    expect(body.detail).toMatch(/^Too many requests of this tenant are under way/);
    await held.end();
    await Promise.all(changes);
    expect(service.logLines.some((line) => line.includes('"limit":"turns"'))).toBe(true);
  }, 90_000);
});

describeOnMysql('the connections of MySQL', () => {
  const POOL = 8;
  const SHARE = 2;
  let service: TestService;
  let tenant: TestTenant;
  let other: TestTenant;
  let held: HeldWrites;

  beforeAll(
    async () => void (service = await TestService.start('mysql', { DATABASE_POOL_SIZE: String(POOL) })),
  );
  afterAll(() => service.stop());
  beforeEach(async () => {
    [tenant, other] = [await service.createTenant(), await service.createTenant()];
    held = new HeldWrites();
  });
  afterEach(() => held.end());

  const inUse = (pool: 'read' | 'write') =>
    service.storage.pools().find(({ name }) => name === pool)?.inUse ?? 0;
  const MANY = 20;

  it('are held for writing by one tenant to a quarter at most', async () => {
    const users = await inParallel(MANY, () => tenant.createUser());
    await held.hold(service, USERS, tenant.id);
    const changes = users.map(({ id }) =>
      tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'done' }]),
    );
    await until('its share is in use', () => inUse('write') === 1 + SHARE);
    await sleep(200);
    expect(inUse('write')).toBe(1 + SHARE);
    expect((await other.createUser()).id).toBeDefined();
    await held.end();
    expect(tally((await Promise.all(changes)).map(({ status }) => status))).toEqual({ 200: MANY });
  });

  it('are held by the admin API for one tenant to a quarter at most', async () => {
    await held.hold(service, TENANT, tenant.id);
    const set = (of: TestTenant, strict: boolean) =>
      service.admin('PUT', `/tenants/${of.id}/settings`, { strict });
    const changes = Array.from({ length: MANY }, (_, n) => set(tenant, n % 2 === 0));
    await until('its share is in use', () => inUse('read') > 0);
    await sleep(500);
    expect(inUse('read')).toBeLessThanOrEqual(SHARE);
    expect((await set(other, true)).status).toBe(200);
    await held.end();
    expect(tally((await Promise.all(changes)).map(({ status }) => status))).toEqual({ 200: MANY });
  });
});
