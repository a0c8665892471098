import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { signIn, TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const HOUR_MS = 3_600_000;

/** All that the holder of a set-up link reaches, of its own tenant; whatever is not here is refused. */
const WITHIN_REACH = [
  'GET /admin/v1/tenants/:id/contacts',
  'PUT /admin/v1/tenants/:id/contacts',
  'GET /admin/v1/tenants/:id',
  'PUT /admin/v1/tenants/:id/provisioning',
  'GET /admin/v1/tenants/:id/tokens',
  'POST /admin/v1/tenants/:id/tokens',
  'POST /admin/v1/tenants/:id/tokens/:tokenId/rotate',
  'DELETE /admin/v1/tenants/:id/tokens/:tokenId',
  'GET /admin/v1/tenants/:id/oauth-clients',
  'POST /admin/v1/tenants/:id/oauth-clients',
  'GET /admin/v1/tenants/:id/oauth-clients/:clientId',
  'DELETE /admin/v1/tenants/:id/oauth-clients/:clientId',
  'POST /admin/v1/tenants/:id/oauth-clients/:clientId/secrets',
  'POST /admin/v1/tenants/:id/oauth-clients/:clientId/secrets/:secretId/rotate',
  'DELETE /admin/v1/tenants/:id/oauth-clients/:clientId/secrets/:secretId',
  'GET /admin/v1/tenants/:id/federated-credentials',
  'POST /admin/v1/tenants/:id/federated-credentials',
  'DELETE /admin/v1/tenants/:id/federated-credentials/:clientId',
  'GET /admin/v1/tenants/:id/entra-tokens',
  'PUT /admin/v1/tenants/:id/entra-tokens',
  'GET /admin/v1/tenants/:id/settings',
  'PUT /admin/v1/tenants/:id/settings',
  'GET /admin/v1/tenants/:id/sign-in',
  'PUT /admin/v1/tenants/:id/sign-in',
  'GET /admin/v1/tenants/:id/status',
  'GET /admin/v1/tenants/:id/log-bodies',
  'PUT /admin/v1/tenants/:id/log-bodies',
  'DELETE /admin/v1/tenants/:id/log-bodies',
  'GET /admin/v1/tenants/:id/provisioning-log',
  'GET /admin/v1/tenants/:id/provisioning-log/export',
  'GET /admin/v1/tenants/:id/provisioning-log/:entryId',
  'GET /admin/v1/tenants/:id/users',
  'GET /admin/v1/tenants/:id/users/:userId',
  'GET /admin/v1/tenants/:id/groups',
  'GET /admin/v1/tenants/:id/groups/:groupId',
  'GET /admin/v1/tenants/:id/groups/:groupId/members',
  'GET /admin/v1/tenants/:id/role-mappings',
  'PUT /admin/v1/tenants/:id/role-mappings',
  'GET /admin/v1/tenants/:id/admin-access',
  'PUT /admin/v1/tenants/:id/admin-access',
  'GET /admin/v1/tenants/:id/admin-access/admins',
  'GET /admin/v1/tenants/:id/person-sessions',
  'DELETE /admin/v1/tenants/:id/person-sessions/:sessionId',
  'GET /admin/v1/tenants/:id/schemas',
  'GET /admin/v1/tenants/:id/schemas/:urn',
  'PUT /admin/v1/tenants/:id/schemas/:urn',
  'DELETE /admin/v1/tenants/:id/schemas/:urn',
];

onEveryDatabase('a set-up link', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}/setup-links`;
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const make = async (body: object = {}) => {
    const answer = await service.admin('POST', path, body);
    expect(answer.status).toBe(201);
    return { ...answer.body, secret: String(answer.body.url).split('#')[1] ?? '' };
  };
  const open = (secret: string) => TestConsole.signIn(service.url, { setupSecret: secret });
  const expire = (id: string) =>
    service.storage.transaction((tx) =>
      tx.run('UPDATE setup_links SET expires_at = ? WHERE tenant_id = ? AND id = ?', [
        Date.now() - 1,
        tenant.id,
        id,
      ]),
    );
  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;

  it('carries its secret behind the #, and is shown once', async () => {
    const link = await make({ description: 'For the IT of Fabrikam', expiresInHours: 24 });
    expect(link).toMatchObject({
      url: expect.stringMatching(new RegExp(`^${service.url}/console/setup#idl_\\w{8}_\\w{49}$`)),
      hint: link.secret.slice(0, 12),
      description: 'For the IT of Fabrikam',
    });
    expect(Date.parse(link.expiresAt) - Date.parse(link.createdAt)).toBeCloseTo(24 * HOUR_MS, -4);
    const { body } = await service.admin('GET', `${path}?limit=200`);
    expect(body.items.find(({ id }: any) => id === link.id)).toEqual({
      id: link.id,
      hint: link.hint,
      access: 'set-up',
      description: link.description,
      createdAt: link.createdAt,
      expiresAt: link.expiresAt,
      maxUses: 10,
      uses: 0,
      lastUsedAt: null,
      revokedAt: null,
      state: 'ending',
      daysLeft: expect.any(Number),
    });
    expect(JSON.stringify(body)).not.toContain(link.secret.slice(13));
  });

  it('lasts a week by default, and 30 days at most', async () => {
    const { createdAt, expiresAt } = await make();
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeCloseTo(168 * HOUR_MS, -4);
    const at = new Date(Date.now() + 2 * HOUR_MS).toISOString();
    expect((await make({ expiresAt: at })).expiresAt).toBe(at);
  });

  it.each<[unknown, string[]]>([
    [{ expiresInHours: 0 }, ['expiresInHours']],
    [{ expiresInHours: 721 }, ['expiresInHours']],
    [{ access: 'read', expiresInHours: 2161 }, ['expiresInHours']],
    [{ access: 'read', expiresAt: new Date(Date.now() + 91 * 24 * HOUR_MS).toISOString() }, ['expiresAt']],
    [{ access: 'write' }, ['access']],
    [{ expiresInHours: 1.5 }, ['expiresInHours']],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
    [{ expiresAt: '2999-01-01T00:00:00Z' }, ['expiresAt']],
    [{ expiresAt: 'tomorrow' }, ['expiresAt']],
    [{ expiresAt: new Date(Date.now() + HOUR_MS).toISOString(), expiresInHours: 1 }, ['expiresAt']],
    [{ description: 'x'.repeat(256) }, ['description']],
    [{ maxUses: 0 }, ['maxUses']],
    [{ maxUses: 101 }, ['maxUses']],
    [{ maxUses: 1.5 }, ['maxUses']],
    [{ url: 'x' }, ['url']],
  ])('is not made of %j', async (body, fields) => {
    expectProblem(await service.admin('POST', path, body), 400, fields);
  });

  it('that only reads lasts 90 days by default, and tells of itself', async () => {
    const link = await make({ access: 'read' });
    expect(link).toMatchObject({ access: 'read', hint: expect.stringMatching(/^idq_/), maxUses: 100 });
    expect(Date.parse(link.expiresAt) - Date.parse(link.createdAt)).toBeCloseTo(90 * 24 * HOUR_MS, -4);
    const reader = await open(link.secret);
    const { body } = await reader.request('GET', '/console/session');
    expect(body).toMatchObject({
      kind: 'read-only-link',
      tenant: { id: tenant.id },
      expiresAt: link.expiresAt,
    });
    expect((await reader.admin('GET', `/tenants/${tenant.id}/status`)).status).toBe(200);
    const refused = await reader.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    expectProblem(refused, 403);
    expect(refused.body.detail).toBe(
      'A read-only link shows status, log, users and groups, and changes nothing',
    );
    const audit = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=2`);
    expect(audit.body.items).toMatchObject([
      { action: 'out-of-reach', actor: { kind: 'read-only-link', hint: link.hint } },
      { action: 'session.open', actor: { kind: 'read-only-link', hint: link.hint } },
    ]);
    expect((await reader.request('DELETE', '/console/session')).status).toBe(204);
    const again = await open(link.secret);
    await service.admin('DELETE', `${path}/${link.id}`);
    expect((await again.admin('GET', `/tenants/${tenant.id}/status`)).status).toBe(401);
  });

  it('keeps its session while the page is open, and as long as the link works', async () => {
    const link = await make({ expiresInHours: 100 });
    const customer = await open(link.secret);
    expect((await customer.request('GET', '/console/session')).body.expiresAt).toBe(link.expiresAt);
    const hint = customer.cookie.split('=')[1]?.slice(0, 12) ?? '';
    const seenAgo = (ms: number) =>
      service.storage.transaction((tx) =>
        tx.run('UPDATE console_sessions SET last_seen_at = ? WHERE hint = ?', [Date.now() - ms, hint]),
      );
    // What a page asks by itself, while its user looks at Entra.
    const ask = () =>
      customer.request('GET', '/console/session', undefined, { 'x-invitedesk-console': 'refresh' });
    for (let round = 0; round < 3; round++) {
      await seenAgo(25 * 60_000);
      expect((await ask()).status).toBe(200);
      const [row] = await service.storage.rows<{ seen: number }>(
        'SELECT last_seen_at AS seen FROM console_sessions WHERE hint = ?',
        [hint],
      );
      expect(Date.now() - Number(row?.seen)).toBeLessThan(10 * 60_000);
    }
    await seenAgo(31 * 60_000);
    expect((await ask()).status).toBe(401);
    const another = await open(link.secret);
    await expire(link.id);
    expect((await another.request('GET', '/console/session')).status).toBe(401);
  });

  it('is of no use to an unknown tenant', async () => {
    expectProblem(await service.admin('POST', '/tenants/unknown/setup-links', {}), 404);
    expectProblem(await service.admin('GET', '/tenants/unknown/setup-links'), 404);
    expectProblem(await service.admin('DELETE', `${path}/unknown`), 404);
  });

  it('lets its holder set up the tenant', async () => {
    const link = await make();
    const customer = await open(link.secret);
    const own = `/tenants/${tenant.id}`;
    expect((await customer.admin('GET', own)).body.name).toBe('Fabrikam');
    const issued = await customer.admin('POST', `${own}/tokens`, { description: 'Entra' });
    expect(issued.status).toBe(201);
    expect((await tenant.with(issued.body.accessCode).get('/Users?count=0')).status).toBe(200);
    expect((await customer.admin('PUT', `${own}/provisioning`, { enabled: false })).status).toBe(200);
    expect((await tenant.get('/Users')).status).toBe(403);
    await customer.admin('PUT', `${own}/provisioning`, { enabled: true });
    const { body } = await service.admin('GET', `${path}?limit=200`);
    const used = body.items.find(({ id }: any) => id === link.id).lastUsedAt;
    expect(Math.abs(Date.now() - Date.parse(used))).toBeLessThan(30_000);
  });

  it('allows ten sign-ins by default, even concurrent ones', async () => {
    const usual = await make();
    const answers = await inParallel(16, (index) =>
      signIn(index % 2 === 0 ? service.url : other.url, { setupSecret: usual.secret }),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 10, 410: 6 });
    const once = await make({ maxUses: 1 });
    await open(once.secret);
    const again = await signIn(service.url, { setupSecret: once.secret });
    expectProblem(again, 410);
    expect(again.body.detail).toMatch(/used as often as it may be/);
    expect(lastLine()).toMatchObject({ tenantId: tenant.id, authFailure: 'used-up' });
    const { body } = await service.admin('GET', `${path}?limit=200`);
    const shown = [usual, once].map((link) => body.items.find(({ id }: any) => id === link.id));
    expect(shown.map(({ uses, maxUses }) => [uses, maxUses])).toEqual([
      [10, 10],
      [1, 1],
    ]);
  });

  it('revoked with revokeMade, ends the credentials made through it and no others', async () => {
    const own = `/tenants/${tenant.id}`;
    const [link, another] = [await make(), await make()];
    const [customer, neighbour] = [await open(link.secret), await open(another.secret)];
    const code = async (by: Pick<TestService, 'admin'>) => (await by.admin('POST', `${own}/tokens`, {})).body;
    const [made, theirs, ours] = [await code(customer), await code(neighbour), await code(service)];
    const rotated = (await customer.admin('POST', `${own}/tokens/${ours.id}/rotate`, { overlapSeconds: 60 }))
      .body;
    const client = (await customer.admin('POST', `${own}/oauth-clients`, {})).body;
    const clients = `${own}/oauth-clients/${client.clientId}`;
    const secret = (await service.admin('POST', `${clients}/secrets`, {})).body;
    const identity = (
      await customer.admin('POST', `${own}/federated-credentials`, { subject: 's', audiences: ['a'] })
    ).body;
    const opens = async ({ accessCode }: any) => (await tenant.with(accessCode).get('/Users?count=0')).status;
    expect(await Promise.all([made, rotated, theirs, ours].map(opens))).toEqual([200, 200, 200, 200]);

    expectProblem(await service.admin('DELETE', `${path}/${link.id}?revokeMade=perhaps`), 400, [
      'revokeMade',
    ]);
    expect((await service.admin('DELETE', `${path}/${link.id}`)).status).toBe(204);
    expect(await opens(made)).toBe(200);
    // Whoever learns later what the link was used for can still take it back.
    expect((await service.admin('DELETE', `${path}/${link.id}?revokeMade=true`)).status).toBe(204);
    expect(await Promise.all([made, rotated, theirs, ours].map(opens))).toEqual([401, 401, 200, 200]);
    const { secrets } = (await service.admin('GET', clients)).body;
    expect(secrets.map(({ hint, revokedAt }: any) => [hint, revokedAt !== null])).toEqual([
      [client.secret.hint, true],
      [secret.hint, false],
    ]);
    const identities = (await service.admin('GET', `${own}/federated-credentials`)).body.items;
    expect(identities.map(({ clientId }: any) => clientId)).not.toContain(identity.clientId);
    const [entry] = (await service.admin('GET', '/audit-log?limit=1')).body.items;
    expect(entry).toMatchObject({
      action: 'setup-link.revoke',
      detail: {
        made: {
          accessCodes: [made.hint, rotated.hint],
          secrets: [client.secret.hint],
          federatedCredentials: [identity.clientId],
        },
      },
    });
  });

  it('is one of 100 that work at a time', async () => {
    const crowded = `/tenants/${(await service.createTenant()).id}/setup-links`;
    const answers = await inParallel(102, () => service.admin('POST', crowded, {}));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 100, 409: 2 });
  });

  it('opens its own tenant and nothing else, on every route that there is', async () => {
    const stranger = await service.createTenant();
    const customer = await open((await make()).secret);
    const routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => / \/(?:admin|metrics)/.test(route) && !/^(?:HEAD|OPTIONS) /.test(route));
    expect(routes.length).toBeGreaterThan(WITHIN_REACH.length + 5);
    expect(routes).toEqual(expect.arrayContaining(WITHIN_REACH));
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const call = (tenantId: string) =>
        customer.request(
          method,
          pattern.replace(':id', tenantId).replaceAll(/:\w+/g, 'unknown'),
          method === 'GET' || method === 'DELETE' ? undefined : {},
        );
      const theirs = await call(stranger.id);
      expect([route, theirs.status]).toEqual([route, 403]);
      expectProblem(theirs, 403);
      expect(lastLine()).toMatchObject({ authFailure: 'beyond-setup-link', tenantId: tenant.id });
      const mine = await call(tenant.id);
      if (!WITHIN_REACH.includes(route)) expect([route, mine.status]).toEqual([route, 403]);
      else expect([route, [200, 201, 204, 400, 404]]).toEqual([route, expect.arrayContaining([mine.status])]);
    }
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['has expired', (id) => expire(id)],
    ['is revoked', (id) => service.admin('DELETE', `${path}/${id}`)],
  ])('signs nobody in once it %s, and signs out who was, everywhere', async (_title, end) => {
    const link = await make();
    const customer = await open(link.secret);
    expect((await customer.at(other.url).admin('GET', `/tenants/${tenant.id}`)).status).toBe(200);
    await end(link.id);
    for (const url of [service.url, other.url]) {
      expectProblem(await customer.at(url).admin('GET', `/tenants/${tenant.id}`), 401);
      expectProblem(await signIn(url, { setupSecret: link.secret }), 410);
    }
    expect(lastLine()).toMatchObject({ tenantId: tenant.id });
    expect((await service.admin('DELETE', `${path}/${link.id}`)).status).toBe(204);
  });

  it('never outlives its tenant', async () => {
    const gone = await service.createTenant();
    const { body } = await service.admin('POST', `/tenants/${gone.id}/setup-links`, {});
    const secret = String(body.url).split('#')[1];
    const customer = await TestConsole.signIn(service.url, { setupSecret: secret });
    await service.admin('PUT', `/tenants/${gone.id}/provisioning`, { enabled: false });
    await service.admin('DELETE', `/tenants/${gone.id}`);
    expectProblem(await customer.admin('GET', `/tenants/${gone.id}`), 401);
    expectProblem(await signIn(service.url, { setupSecret: secret }), 401);
  });

  it('refuses a sign-in with any other secret', async () => {
    const { secret } = await make();
    const wrong = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    expectProblem(await signIn(service.url, { setupSecret: wrong }), 401);
    expect(lastLine().authFailure).toBe('checksum');
  });
});
