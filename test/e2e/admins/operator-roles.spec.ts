import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OPERATOR_ROLES, type OperatorRole } from '../../../src/access/operator-role.js';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { ADMIN_TOKEN } from '../../support/admin-token.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { asPerson } from '../../support/person.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { TestTenant } from '../../support/tenant.js';

/** Of every route that is not here, reading needs `read-only`, and anything else `owner`. */
const LEAST: Readonly<Record<string, OperatorRole>> = {
  'PUT /admin/v1/tenants/:id/provisioning': 'support',
  'PUT /admin/v1/tenants/:id/log-bodies': 'support',
  'DELETE /admin/v1/tenants/:id/log-bodies': 'support',
  'POST /admin/v1/tenants/:id/setup-links': 'support',
  'DELETE /admin/v1/tenants/:id/setup-links/:linkId': 'support',
  'DELETE /admin/v1/tenants/:id/person-sessions/:sessionId': 'support',
  'GET /admin/v1/tenants/:id/export': 'owner',
  'GET /admin/v1/admin-tokens': 'owner',
  'GET /admin/v1/console-sessions': 'owner',
};
const leastOf = (route: string) => LEAST[route] ?? (route.startsWith('GET ') ? 'read-only' : 'owner');

const ENTRA_TENANT = randomUUID();
const OWNERS = randomUUID();
const SETTINGS = {
  OPERATOR_TENANT_ID: ENTRA_TENANT.toUpperCase(),
  OPERATOR_OWNERS: OWNERS.toUpperCase(),
  OPERATOR_SUPPORT: 'InviteDesk support',
  OPERATOR_READERS: `${randomUUID()}, Reader`,
};

onEveryDatabase('the role of an operator', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let ours: TestTenant;
  let routes: string[];
  const tokens = new Map<OperatorRole, string>();

  const call = async (token: string, method: string, path: string, body?: unknown) => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
  const token = (role: OperatorRole) => tokens.get(role) ?? '';

  beforeAll(async () => {
    service = await TestService.start(name, SETTINGS);
    tenant = await service.createTenant();
    const { body } = await service.admin('POST', '/tenants', {
      name: 'InviteDesk',
      entraTenantId: ENTRA_TENANT,
    });
    const { body: on } = await service.admin('PUT', `/tenants/${body.id}/provisioning`, { enabled: true });
    ours = TestTenant.known(service, body.id, on.accessCode);
    for (const role of OPERATOR_ROLES) {
      const { body: issued } = await service.admin('POST', '/admin-tokens', { name: `Of ${role}`, role });
      tokens.set(role, issued.adminToken);
    }
    routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => /^(?:GET|POST|PUT|PATCH|DELETE) \/admin\//.test(route));
  });
  afterAll(() => service.stop());

  it('decides about every route of the admin API', async () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(Object.keys(LEAST).filter((route) => !routes.includes(route))).toEqual([]);
    const wrong: unknown[] = [];
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replaceAll(/:\w+/g, 'unknown');
      const reached: OperatorRole[] = [];
      for (const role of OPERATOR_ROLES) {
        const { status } = await call(token(role), method, path);
        expect([route, role, status]).not.toEqual([route, role, 401]);
        if (status !== 403) reached.push(role);
      }
      const expected = OPERATOR_ROLES.slice(OPERATOR_ROLES.indexOf(leastOf(route)));
      if (String(reached) !== String(expected)) wrong.push([route, reached]);
    }
    expect(wrong).toEqual([]);
  });

  it('is documented for every route that is not as the rule says', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/admin-api.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| `(\w+) (\/[^`]*)` +\| `([a-z-]+)` +\|/gm)];
    const documented = rows.map(([, method, path, role]) => [
      `${method} /admin/v1${path}`.replaceAll(/\{(\w+)\}/g, ':$1'),
      role,
    ]);
    expect(Object.fromEntries(documented)).toEqual(LEAST);
  });

  it('is told to whoever lacks it, and the attempt is in the audit log with the name of the token', async () => {
    const refused = await call(token('support'), 'PATCH', `/admin/v1/tenants/${tenant.id}`, { name: 'x' });
    expectProblem(refused, 403);
    expect(refused.body.detail).toBe('This needs the role owner; yours is support');
    const { body } = await service.admin('GET', '/audit-log?limit=1');
    expect(body.items[0]).toMatchObject({
      action: 'out-of-reach',
      outcome: 'refused',
      actor: { kind: 'named-token', hint: token('support').slice(0, 12), name: 'Of support', userId: null },
      target: 'PATCH /admin/v1/tenants/:id',
    });
  });

  it('lets support make set-up links and switch provisioning, and readers neither', async () => {
    const own = `/admin/v1/tenants/${tenant.id}`;
    expect((await call(token('support'), 'POST', `${own}/setup-links`, {})).status).toBe(201);
    expect((await call(token('support'), 'PUT', `${own}/provisioning`, { enabled: true })).status).toBe(200);
    expectProblem(await call(token('read-only'), 'POST', `${own}/setup-links`, {}), 403);
    expect((await call(token('read-only'), 'GET', own)).status).toBe(200);
    expect((await call(token('read-only'), 'GET', '/metrics')).status).toBe(200);
  });

  it('does not let anybody but owners change the tenant of the operators', async () => {
    const own = `/admin/v1/tenants/${ours.id}`;
    for (const [method, path, body] of [
      ['POST', '/setup-links', {}],
      ['PUT', '/provisioning', { enabled: true }],
    ] as const) {
      expectProblem(await call(token('support'), method, own + path, body), 403);
      expect((await call(token('owner'), method, own + path, body)).status).toBeLessThan(300);
    }
    const before = await ours.createUser();
    await service.admin('PUT', `/tenants/${ours.id}/admin-access`, { groupIds: [], roles: ['Admin'] });
    await ours.patch(`/Users/${before.id}`, [{ op: 'replace', path: 'roles', value: [{ value: 'Admin' }] }]);
    const admin = await asPerson(service, ours, before.id);
    expect((await admin.admin('GET', `/tenants/${ours.id}/role-mappings`)).status).toBe(200);
    for (const [method, path, body] of [
      ['PUT', '/role-mappings', { mappings: [] }],
      ['PUT', '/admin-access', { groupIds: [], roles: ['Admin'] }],
      ['POST', '/tokens', {}],
    ] as const)
      expectProblem(await admin.admin(method, `/tenants/${ours.id}${path}`, body), 403);
  });

  it('is given by the groups and roles of the settings to people of one tenant alone', async () => {
    const home = { displayName: 'Owners', externalId: OWNERS };
    const lena = await ours.createUser({ userName: 'lena.vos@invitedesk.example' });
    const inner = await ours.createGroup({ members: [{ value: lena.id }] });
    const owners = await ours.createGroup({ ...home, members: [{ value: inner.id }] });
    const mallory = await tenant.createUser({ roles: [{ value: 'InviteDesk support' }] });
    await tenant.createGroup({ ...home, members: [{ value: mallory.id }] });
    const session = async (of: TestTenant, id: string) =>
      (await asPerson(service, of, id)).request('GET', '/console/session');

    expect((await session(ours, lena.id)).body).toMatchObject({
      kind: 'operator',
      role: 'owner',
      name: 'lena.vos@invitedesk.example',
      tenant: null,
    });
    expectProblem(await session(tenant, mallory.id), 403);

    const lenasConsole = await asPerson(service, ours, lena.id);
    const { body: made } = await lenasConsole.admin('POST', '/tenants', {
      name: 'Contoso',
      entraTenantId: randomUUID(),
    });
    const { body: audit } = await service.admin('GET', `/audit-log?tenant=${made.id}`);
    expect(audit.items[0]).toMatchObject({
      action: 'tenant.create',
      actor: { kind: 'person', userId: lena.id, name: 'lena.vos@invitedesk.example' },
    });

    await ours.patch(`/Users/${lena.id}`, [
      { op: 'add', path: 'roles', value: [{ value: 'invitedesk SUPPORT' }] },
    ]);
    await ours.delete(`/Groups/${owners.id}`);
    expect((await session(ours, lena.id)).body).toMatchObject({ kind: 'operator', role: 'support' });
    await ours.patch(`/Users/${lena.id}`, [{ op: 'replace', path: 'roles', value: [{ value: 'Reader' }] }]);
    expect((await session(ours, lena.id)).body).toMatchObject({ kind: 'operator', role: 'read-only' });
    await ours.patch(`/Users/${lena.id}`, [{ op: 'remove', path: 'roles' }]);
    expectProblem(await lenasConsole.admin('GET', '/tenants'), 403);
    await ours.patch(`/Users/${lena.id}`, [{ op: 'replace', path: 'active', value: false }]);
    expectProblem(await lenasConsole.admin('GET', '/tenants'), 401);
  });

  it('puts our people among those who are signed in to the console, and nobody else', async () => {
    const role = [{ value: 'Reader' }];
    const [reader, colleague] = [await ours.createUser({ roles: role }), await ours.createUser()];
    const stranger = await tenant.createUser({ roles: role });
    const theirs = await asPerson(service, ours, reader.id);
    for (const [of, id] of [
      [ours, colleague.id],
      [tenant, stranger.id],
    ] as const)
      await asPerson(service, of, id);
    const list = async (query = '?limit=200') =>
      (await call(token('owner'), 'GET', `/admin/v1/console-sessions${query}`)).body;
    const people = ({ items }: any) => items.filter(({ kind }: any) => kind === 'person');
    const [listed, ...others] = people(await list());
    expect(others).toEqual([]);
    expect(listed).toMatchObject({ name: reader.userName, tenant: null, isOwn: false, address: '192.0.2.7' });
    // Page by page, as in one.
    const ids: string[] = [];
    for (let query: string | null = '?limit=1'; query !== null;) {
      const { items, nextCursor }: any = await list(query);
      ids.push(...items.map(({ id }: any) => id));
      query = nextCursor === null ? null : `?limit=1&cursor=${nextCursor}`;
    }
    expect(ids).toEqual((await list()).items.map(({ id }: any) => id));
    const end = () => call(token('owner'), 'DELETE', `/admin/v1/console-sessions/${listed.id}`);
    expect((await end()).status).toBe(204);
    expect((await theirs.request('GET', '/console/session')).status).toBe(401);
    expectProblem(await end(), 404);
  });

  it('has no sessions left of an admin token that was replaced', async () => {
    await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN });
    const kinds = async (url: string) => {
      const headers = { authorization: `Bearer ${token('owner')}` };
      const response = await fetch(`${url}/admin/v1/console-sessions?limit=200`, { headers });
      return ((await response.json()) as any).items.map(({ kind }: any) => kind);
    };
    expect(await kinds(service.url)).toContain('admin-token');
    const next = await service.startAnother({
      ...SETTINGS,
      ADMIN_TOKEN: 'another-admin-token-of-48-characters-or-so-01234',
    });
    expect(await kinds(next.url)).not.toContain('admin-token');
    await next.app.close();
  });
});
