import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RequestCounter } from '../../../src/activity/request-counter.js';
import { insertRows } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const HOUR = 3_600_000;
const TIMES = ['last_request_at', 'last_write_at', 'last_test_at', 'refused_at', 'refused_reason'];

onEveryDatabase('the list of tenants', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  const list = async (query: string): Promise<any[]> => {
    const items: any[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await service.admin('GET', `/tenants?${query}${after}`);
      expect(status).toBe(200);
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    return items;
  };
  const named = async (query: string) => (await list(query)).map((each) => each.name);
  const create = async (tenantName: string, entraTenantId: string = randomUUID()): Promise<any> =>
    (await service.admin('POST', '/tenants', { name: tenantName, entraTenantId })).body;
  /** Sets when Entra came last, and when it was refused. */
  const seen = async ({ id }: { id: string }, lastRequestAt: number, refusedAt = 0, reason = '') => {
    await service.storage.transaction((tx) =>
      tx.run('DELETE FROM tenant_activity WHERE tenant_id = ?', [id]),
    );
    const row = [id, lastRequestAt, 0, 0, refusedAt, reason];
    await insertRows(service.storage, 'tenant_activity', ['tenant_id', ...TIMES], [row]);
  };
  const counted = ({ id }: { id: string }, hour: number, kind: string, requests: number, reason = '') =>
    insertRows(
      service.storage,
      'request_counts',
      ['tenant_id', 'hour', 'kind', 'reason', 'requests'],
      [[id, Math.floor(hour / HOUR) * HOUR, kind, reason, requests]],
    );

  it('shows each with its health, last request, users and failures', async () => {
    const tenant = await service.createTenant('Shown');
    const { body: before } = await service.admin('GET', `/tenants/${tenant.id}`);
    expect(await list('search=shown')).toEqual([
      {
        ...before,
        health: expect.objectContaining({ state: 'never connected' }),
        lastRequestAt: null,
        users: 0,
        failures: 0,
        endsAt: null,
      },
    ]);
    const start = Date.now();
    const user = await tenant.createUser();
    await tenant.createUser({ active: false });
    expect((await tenant.post('/Users', { ...user, id: undefined })).status).toBe(409);
    const [shown] = await list('search=shown');
    expect(shown).toMatchObject({ health: { state: 'healthy' }, users: 2, failures: 1 });
    expect(Date.parse(shown.lastRequestAt)).toBeGreaterThanOrEqual(start);
    await tenant.delete(`/Users/${user.id}`);
    const [later] = await list('search=shown');
    expect(later).toMatchObject({ users: 1, failures: 1 });
    const { body: status } = await service.admin('GET', `/tenants/${tenant.id}/status`);
    expect(later.health).toEqual(status.health);
  });

  it('finds by any part of the name, by the Entra tenant id, and by the id', async () => {
    const guid = 'abcdef01-86f1-41af-91ab-2d7cd011db47';
    const müller = await create('Bäckerei MÜLLER & Söhne', guid);
    await create('Groß_Handel 100%');
    const all = ['Bäckerei MÜLLER & Söhne'];
    for (const search of [
      'müller',
      'muller',
      'mu\u0308ller',
      'ÜLLER & s',
      'backerei',
      guid.toUpperCase(),
      'ABCDEF01-86',
      müller.id,
    ]) {
      expect([search, await named(`search=${encodeURIComponent(search)}`)]).toEqual([search, all]);
    }
    expect(await named(`search=${encodeURIComponent('100%')}`)).toEqual(['Groß_Handel 100%']);
    expect(await named('search=_')).toEqual(['Groß_Handel 100%']);
    expect(await named(`search=${encodeURIComponent("' OR 1=1 --")}`)).toEqual([]);
    // An accent alone is no part of a letter that has it.
    expect(await named('search=%CC%88')).toEqual([]);
    // In the middle of a GUID: a name may be remembered in part, an id is pasted.
    expect(await named('search=86f1-41af')).toEqual([]);
    await service.admin('PATCH', `/tenants/${müller.id}`, { name: 'Renamed' });
    expect([await named('search=muller'), await named('search=rename')]).toEqual([[], ['Renamed']]);
  });

  it('finds a tenant that the previous build has added', async () => {
    const { id } = await create('Älter');
    await service.storage.transaction(async (tx) => {
      await tx.run("UPDATE tenants SET name_key = '' WHERE id = ?", [id]);
      await tx.run('DELETE FROM tenant_summaries WHERE tenant_id = ?', [id]);
    });
    expect(await named('search=alter')).toEqual(['Älter']);
  });

  it('sorts, and pages through each order, each tenant once', async () => {
    const now = Date.now();
    const tenants: any[] = [];
    for (let i = 0; i < 9; i++) tenants.push(await create(`sorted ${'cabCABcab'[i]}${i}`));
    for (const [i, each] of tenants.entries()) {
      await seen(each, now - (i % 4) * 60_000);
      if (i % 3 > 0) await counted(each, now, 'read-failed', i % 3, '404');
      await insertRows(
        service.storage,
        'resource_counts',
        ['tenant_id', 'resource_type', 'slot', 'resources'],
        [
          [each.id, 'User', 0, i],
          [each.id, 'User', 1, 7 - 2 * (i % 5)],
          [each.id, 'Group', 0, 100],
        ],
      );
    }
    const ids = tenants.map(({ id }) => id);
    await service.storage.transaction((tx) =>
      tx.run(`DELETE FROM tenant_summaries WHERE tenant_id IN (${ids.map(() => '?').join()})`, ids),
    );
    const keys: Record<string, (index: number) => number | string> = {
      created: (i) => i,
      name: (i) => `${'cabcabcab'[i]}${i}`,
      lastRequest: (i) => -(i % 4),
      users: (i) => i + 7 - 2 * (i % 5),
      failures: (i) => i % 3,
    };
    for (const [sort, key] of Object.entries(keys)) {
      const ascending = [...ids.keys()].sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        return left < right ? -1 : left > right ? 1 : String(ids[a]) < String(ids[b]) ? -1 : 1;
      });
      for (const limit of [2, 9, 50]) {
        const of = async (order: string) =>
          (await list(`search=sorted&sort=${sort}&order=${order}&limit=${limit}`)).map(({ id }) =>
            ids.indexOf(id),
          );
        expect([sort, await of('asc')]).toEqual([sort, ascending]);
        expect([sort, await of('desc')]).toEqual([sort, [...ascending].reverse()]);
      }
    }
  });

  it('counts failures of 24 hours, and forgets them without a further request', async () => {
    const now = Date.now();
    const tenant = await create('fading');
    await counted(tenant, now - 24 * HOUR, 'write-failed', 100, 'uniqueness');
    await counted(tenant, now - 23 * HOUR, 'write-failed', 7, 'uniqueness');
    await counted(tenant, now, 'ignored', 50, 'nickName');
    await seen(tenant, now);
    await service.storage.transaction((tx) =>
      tx.run('DELETE FROM tenant_summaries WHERE tenant_id = ?', [tenant.id]),
    );
    expect(await list('search=fading')).toMatchObject([{ failures: 7 }]);
    // An hour later the first of them is too old.
    await service.storage.transaction(async (tx) => {
      await tx.run('UPDATE request_counts SET hour = hour - 3600000 WHERE tenant_id = ?', [tenant.id]);
      await tx.run('UPDATE tenant_summaries SET summed_at = summed_at - 3600000 WHERE tenant_id = ?', [
        tenant.id,
      ]);
    });
    const other = await service.startAnother();
    try {
      const { body } = await other.admin('GET', '/tenants?search=fading');
      expect(body.items).toMatchObject([{ failures: 0 }]);
    } finally {
      await other.app.close();
    }
  });

  it('knows of requests that another process has answered', async () => {
    const other = await service.startAnother();
    try {
      const tenant = await service.createTenant('elsewhere');
      expect(await list('search=elsewhere')).toMatchObject([{ users: 0 }]);
      await tenant.with(tenant.accessCode, other).createUser();
      await other.app.get(RequestCounter).flush();
      expect(await list('search=elsewhere')).toMatchObject([{ users: 1, health: { state: 'healthy' } }]);
    } finally {
      await other.app.close();
    }
  });

  it('only=broken finds exactly those whose health says so', async () => {
    const now = Date.now();
    const failing: [number, number][] = [
      [0, 0],
      [0, 9],
      [4, 0],
      [5, 7],
      [5, 8],
      [40, 60],
      [41, 59],
      [19_999, 80_000],
      [20_000, 80_000],
    ];
    const lasts: [number, number, string][] = [
      [0, 0, ''],
      [now - 60_000, 0, ''],
      [now + HOUR, 0, ''],
      [now - 3 * HOUR + 60_000, 0, ''],
      [now - 3 * HOUR, 0, ''],
      [0, now, 'expired'],
      [now - 60_000, now, 'revoked'],
      [now - 60_000, now - 120_000, 'revoked'],
      [now - 60_000, now, 'wrong-secret'],
      [now - 2 * HOUR, now, 'wrong-secret'],
      [now - 60_000, now, 'switched-off'],
      [now + HOUR, now + HOUR, 'revoked'],
    ];
    await inParallel(failing.length * lasts.length, async (i) => {
      const tenant = await create(`judged ${i}`);
      const [failed, done] = failing[i % failing.length] ?? [0, 0];
      const [lastRequestAt, refusedAt, reason] = lasts[Math.floor(i / failing.length)] ?? [0, 0, ''];
      await seen(tenant, lastRequestAt, refusedAt, reason);
      if (failed > 0) await counted(tenant, now, 'write-failed', failed, 'uniqueness');
      if (done > 0) await counted(tenant, now, 'write', done);
      if (i % 7 > 0) {
        await service.storage.transaction((tx) =>
          tx.run('UPDATE tenants SET provisioning_enabled = 1 WHERE id = ?', [tenant.id]),
        );
      }
    });
    await service.storage.transaction((tx) => tx.run('DELETE FROM tenant_summaries'));
    const all = await list('search=judged&limit=200');
    const states = new Set(all.map(({ health }) => health.state));
    expect(states.size).toBe(8);
    const broken = all.filter(({ health }) =>
      ['credentials refused', 'failing', 'silent'].includes(health.state),
    );
    for (const sort of ['created', 'failures']) {
      const found = await list(`search=judged&only=broken&limit=20&sort=${sort}`);
      expect(found.map(({ name: each }) => each).sort()).toEqual(broken.map(({ name: each }) => each).sort());
    }
  });

  it('is for operators alone', async () => {
    const tenant: TestTenant = await service.createTenant();
    const response = await fetch(`${service.url}/admin/v1/tenants`, {
      headers: { authorization: `Bearer ${tenant.accessCode}` },
    });
    expect(response.status).toBe(401);
  });

  it.each([
    ['sort=size', 'sort'],
    ['order=up', 'order'],
    ['only=healthy', 'only'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['domain=contoso.com', 'domain'],
  ])('refuses %s', async (query, field) => {
    expectProblem(await service.admin('GET', `/tenants?${query}`), 400, [field]);
  });

  it('refuses a cursor of another order', async () => {
    const { body } = await service.admin('GET', '/tenants?limit=1&sort=name');
    expectProblem(await service.admin('GET', `/tenants?limit=1&cursor=${body.nextCursor}`), 400);
  });
});
