import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { signIn, TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { asPerson, personCookieOf } from '../../support/person.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const BEYOND = 'An admin reaches their own tenant only';

onEveryDatabase('an admin of a customer', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let stranger: TestTenant;
  let path: string;
  let admins: string;
  let lena: { readonly id: string };

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    stranger = await service.createTenant('Stranger');
    path = `/tenants/${tenant.id}`;
    lena = await tenant.createUser({ userName: 'lena.vos@fabrikam.example' });
    admins = (await tenant.createGroup({ displayName: 'IT admins', members: [{ value: lena.id }] })).id;
    const { status } = await grant({ groupIds: [admins] });
    expect(status).toBe(200);
  });
  afterAll(() => service.stop());

  const grant = ({ groupIds = [], roles = [] }: { groupIds?: string[]; roles?: string[] }) =>
    service.admin('PUT', `${path}/admin-access`, { groupIds, roles });
  const status = async (of: TestConsole) => (await of.request('GET', '/console/session')).status;
  const listed = async (): Promise<string[]> =>
    (await service.admin('GET', `${path}/admin-access/admins`)).body.items.map(({ userId }: any) => userId);

  it('is signed in as a person, with one tenant', async () => {
    const browser = await asPerson(service, tenant, lena.id);
    expect((await browser.request('GET', '/console/session')).body).toEqual({
      kind: 'admin',
      role: null,
      name: 'lena.vos@fabrikam.example',
      tenant: { id: tenant.id, name: 'Fabrikam' },
      expiresAt: expect.stringMatching(/Z$/),
      idleSeconds: 1800,
    });
  });

  it('reaches what a set-up link reaches, of the own tenant, and no other route', async () => {
    const browser = await asPerson(service, tenant, lena.id);
    const { body: link } = await service.admin('POST', `${path}/setup-links`, {});
    const setupSecret = String(link.url).split('#')[1] ?? '';
    const holder = await TestConsole.signIn(service.url, { setupSecret });
    const routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => /^(?:GET|POST|PUT|PATCH|DELETE) \/(?:admin|metrics)/.test(route));
    expect(routes.length).toBeGreaterThan(50);
    let within = 0;
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const target = (of: TestTenant) =>
        pattern.replace('/tenants/:id', `/tenants/${of.id}`).replaceAll(/:\w+/g, 'unknown');
      // Not PUT /provisioning with a body: without one, 400 says that the route was reached.
      const [own, others, ofHolder] = [
        await browser.request(method, target(tenant)),
        await browser.request(method, target(stranger)),
        await holder.request(method, target(tenant)),
      ];
      expect([route, own.status === 403]).toEqual([route, ofHolder.status === 403]);
      expect([route, others.status]).toEqual([route, 403]);
      if (own.status === 403) expect(own.body.detail).toBe(BEYOND);
      else within++;
    }
    expect(within).toBeGreaterThan(30);
  });

  it('is one as long as the group has them, and not a request longer', async () => {
    const user = await tenant.createUser();
    const browser = await asPerson(service, tenant, user.id);
    expectProblem(await browser.request('GET', '/console/session'), 403);
    expectProblem(await browser.admin('GET', path), 403);
    const inner = await tenant.createGroup({ members: [{ value: user.id }] });
    await tenant.patch(`/Groups/${admins}`, [{ op: 'add', path: 'members', value: [{ value: inner.id }] }]);
    expect(await status(browser)).toBe(200);
    expect(await listed()).toEqual([lena.id, user.id].sort());
    await tenant.patch(`/Groups/${inner.id}`, [{ op: 'remove', path: `members[value eq "${user.id}"]` }]);
    expect(await status(browser)).toBe(403);
    expect(await listed()).toEqual([lena.id]);
    await tenant.patch(`/Groups/${admins}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]);
    expect(await status(browser)).toBe(200);
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: false }]);
    expect(await status(browser)).toBe(401);
    expect(await listed()).toEqual([lena.id]);
    await tenant.delete(`/Users/${user.id}`);
  });

  it('is made by a role too, provisioned by Entra or mapped to a group', async () => {
    const [editor, wrapped, mapped] = [
      await tenant.createUser({ roles: [{ value: 'IT Admin' }] }),
      await tenant.createUser({ roles: [{ value: '{"id":"1","value":"IT admin","displayName":"x"}' }] }),
      await tenant.createUser(),
    ];
    const group = await tenant.createGroup({ members: [{ value: mapped.id }] });
    await service.admin('PUT', `${path}/role-mappings`, {
      mappings: [{ groupId: group.id, role: 'directory-admin' }],
    });
    const { body } = await grant({ groupIds: [admins], roles: ['it admin', 'Directory-Admin'] });
    expect(body).toEqual({
      groups: [{ groupId: admins, groupName: 'IT admins', groupExists: true }],
      roles: ['Directory-Admin', 'it admin'],
    });
    expect(await listed()).toEqual([lena.id, editor.id, wrapped.id, mapped.id].sort());
    const pages = [];
    let cursor = '';
    do {
      const { body: page } = await service.admin('GET', `${path}/admin-access/admins?limit=1${cursor}`);
      pages.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(pages).toHaveLength(4);
    for (const { id } of [editor, wrapped, mapped])
      expect(await status(await asPerson(service, tenant, id))).toBe(200);
    const browser = await asPerson(service, tenant, mapped.id);
    await service.admin('PUT', `${path}/role-mappings`, { mappings: [] });
    expect(await status(browser)).toBe(403);
    expect(await listed()).toEqual([lena.id, editor.id, wrapped.id].sort());
    await grant({ groupIds: [admins] });
    expect(await listed()).toEqual([lena.id]);
  });

  it('cannot give up their own access, and is named in the audit log as of that time', async () => {
    const before = 'sam@fabrikam.example';
    const { id } = await tenant.createUser({ userName: before, roles: [{ value: 'helper' }] });
    await grant({ groupIds: [admins], roles: ['helper'] });
    const browser = await asPerson(service, tenant, id);
    const put = (roles: string[]) =>
      browser.admin('PUT', `${path}/admin-access`, { groupIds: [admins], roles });
    expectProblem(await put(['nobody']), 409);
    expect((await put(['helper', 'support'])).status).toBe(200);
    await tenant.patch(`/Users/${id}`, [
      { op: 'replace', path: 'userName', value: 'samira@fabrikam.example' },
    ]);
    const { body } = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=2`);
    const actor = { kind: 'person', userId: id, name: before };
    expect(body.items).toMatchObject([
      { action: 'admin-access.set', outcome: 'done', actor },
      { action: 'admin-access.set', outcome: 'refused', status: 409, actor },
    ]);
    await grant({ groupIds: [admins] });
  });

  it.each([
    ['no groups', { roles: [] }, ['groupIds']],
    ['a group of nobody', { groupIds: ['x'], roles: [] }, ['groupIds.0']],
    ['a role without a letter', { groupIds: [], roles: [' '] }, ['roles']],
    ['21 roles', { groupIds: [], roles: Array(21).fill('r') }, ['roles']],
  ])('is not decided by %s', async (_what, body, fields) => {
    expectProblem(await service.admin('PUT', `${path}/admin-access`, body), 400, fields);
  });

  it('is not decided by the groups of another tenant; a deleted one stays visible', async () => {
    const { id: foreign } = await stranger.createGroup();
    expectProblem(await grant({ groupIds: [foreign] }), 400, ['groupIds.0']);
    const { id: gone } = await tenant.createGroup({ displayName: 'Gone' });
    await grant({ groupIds: [admins, gone] });
    await tenant.delete(`/Groups/${gone}`);
    const { body } = await service.admin('GET', `${path}/admin-access`);
    expect(body.groups).toContainEqual({ groupId: gone, groupName: 'Gone', groupExists: false });
    expect((await grant({ groupIds: [admins, gone] })).status).toBe(200);
    expect((await grant({ groupIds: [admins] })).status).toBe(200);
    expectProblem(await grant({ groupIds: [gone] }), 400, ['groupIds.0']);
  });

  describe('and the sessions of people', () => {
    it('are listed for the tenant, and ended', async () => {
      const user = await tenant.createUser({ userName: 'noor@fabrikam.example' });
      const [browser, theirs] = [
        await asPerson(service, tenant, lena.id),
        await asPerson(service, tenant, user.id),
      ];
      const { body } = await browser.admin('GET', `${path}/person-sessions?userId=${user.id}`);
      expect(body.items).toEqual([
        {
          id: expect.stringMatching(/^idp_\w{8}$/),
          userId: user.id,
          userName: 'noor@fabrikam.example',
          createdAt: expect.stringMatching(/Z$/),
          lastUsedAt: expect.stringMatching(/Z$/),
          expiresAt: expect.stringMatching(/Z$/),
          address: '192.0.2.7',
          userAgent: 'Browser',
          isOwn: false,
        },
      ]);
      const { body: all } = await browser.admin('GET', `${path}/person-sessions?limit=200`);
      const [newest, own] = all.items;
      expect([newest.userId, own.userId, own.isOwn]).toEqual([user.id, lena.id, true]);
      const { id } = body.items[0];
      const strangers = `/tenants/${stranger.id}/person-sessions/${id}`;
      expectProblem(await service.admin('DELETE', strangers), 404);
      expect(await status(theirs)).toBe(403);
      expect((await browser.admin('DELETE', `${path}/person-sessions/${id}`)).status).toBe(204);
      expect(await status(theirs)).toBe(401);
      expectProblem(await browser.admin('DELETE', `${path}/person-sessions/${id}`), 404);
    });

    it('end when somebody else signs in with the same browser, and by signing out', async () => {
      const cookie = await personCookieOf(service, tenant, lena.id);
      const browser = TestConsole.withCookie(service.url, cookie);
      expect((await signIn(service.url, { adminToken: ADMIN_TOKEN }, { cookie })).status).toBe(201);
      expect(await status(browser)).toBe(401);
      const again = await asPerson(service, tenant, lena.id);
      const out = await again.request('DELETE', '/console/session');
      expect(out.status).toBe(204);
      expect(out.headers.getSetCookie()).toHaveLength(2);
      expect(await status(again)).toBe(401);
    });

    it('count only with the header of the console', async () => {
      const browser = await asPerson(service, tenant, lena.id);
      const header = { 'x-invitedesk-console': undefined };
      const answer = await browser.request('PUT', `/admin/v1${path}/provisioning`, { enabled: true }, header);
      expectProblem(answer, 403);
    });

    it('give way to a session of the console that is open, and stand in for one that has ended', async () => {
      const operator = await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN });
      const person = await personCookieOf(service, tenant, lena.id);
      const both = TestConsole.withCookie(service.url, `${operator.cookie}; ${person}`);
      expect((await both.request('GET', '/console/session')).body.kind).toBe('operator');
      await operator.request('DELETE', '/console/session');
      expect((await both.request('GET', '/console/session')).body.kind).toBe('admin');
    });
  });

  it('is told the tenant of a set-up link before the link is used', async () => {
    const { body: link } = await service.admin('POST', `/tenants/${stranger.id}/setup-links`, { maxUses: 1 });
    const setupSecret = String(link.url).split('#')[1] ?? '';
    const browser = await asPerson(service, tenant, lena.id);
    const read = (secret: string) =>
      browser.request('POST', '/console/session/link', { setupSecret: secret });
    expect((await read(setupSecret)).body).toEqual({ id: stranger.id, name: 'Stranger' });
    expect((await read(setupSecret)).status).toBe(200);
    expectProblem(await read(`${setupSecret.slice(0, -1)}_`), 401);
    await service.admin('DELETE', `/tenants/${stranger.id}/setup-links/${link.id}`);
    expectProblem(await read(setupSecret), 410);
    expect(await status(browser)).toBe(200);
  });
});
