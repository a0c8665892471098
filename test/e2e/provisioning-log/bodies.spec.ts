import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LogPurge } from '../../../src/provisioning-log/log-purge.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { loggedBy } from '../../support/log.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const BADGE = 'urn:ietf:params:scim:schemas:extension:badge:2.0:User';
const SECRETS = ['pass-word-3141', 'pass-word-2718', 'pin-1618', 'door-1414', 'api-5772'];
const NUMBER = 314_159_265;
const DAY = 86_400_000;

onEveryDatabase('the bodies beside the provisioning log', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let own: string;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
    own = `/tenants/${tenant.id}`;
  });

  const start = (hours = 1) => service.admin('PUT', `${own}/log-bodies`, { hours });
  /** What is kept of each entry that `work` adds. */
  const keptOf = async (work: () => Promise<unknown>): Promise<any[]> => {
    const entries = await loggedBy(tenant, work);
    const read = entries.map(({ id }) => service.admin('GET', `${own}/provisioning-log/${id}`));
    return (await Promise.all(read)).map(({ body }) => body.exchange);
  };
  const rows = () =>
    service.storage.rows<Record<string, unknown>>('SELECT * FROM logged_bodies WHERE tenant_id = ?', [
      tenant.id,
    ]);

  it('are kept for none unless somebody wants it, and cost no statement then', async () => {
    expect(await keptOf(() => tenant.createUser())).toEqual([null]);
    expect((await service.admin('GET', `${own}/log-bodies`)).body).toEqual({ until: null });
    const { id } = await tenant.createUser();
    const statements = await statementsSentBy(service.storage, async () => {
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
      await tenant.post('/Users', { schemas: [USER] });
    });
    expect(statements.filter((text) => text.includes('logged_bodies'))).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('are kept of what is done and of what is refused, from then on', async () => {
    const before = Date.now();
    const { status, body } = await start(2);
    expect(status).toBe(200);
    const end = Date.parse(body.until);
    expect(end).toBeGreaterThanOrEqual(before + 2 * 3_600_000);
    expect(end).toBeLessThanOrEqual(Date.now() + 2 * 3_600_000);
    expect((await service.admin('GET', `${own}/log-bodies`)).body).toEqual(body);
    const user = { schemas: [USER], userName: 'lena.vos@fabrikam.example', externalId: 'e1' };
    const [created, refused] = await keptOf(async () => {
      await tenant.post('/Users?attributes=userName', user, { 'user-agent': 'Entra' });
      await tenant.post('/Users', user);
      await tenant.get('/Users?filter=userName+eq+"x"');
    });
    expect(created).toMatchObject({
      method: 'POST',
      path: '/scim/v2/Users?attributes=userName',
      headers: expect.arrayContaining([
        { name: 'content-type', value: 'application/scim+json' },
        { name: 'user-agent', value: 'Entra' },
      ]),
      request: { text: JSON.stringify(user), isCut: false },
    });
    expect(JSON.parse(created.answer.text)).toMatchObject({ userName: user.userName });
    expect(created.headers.map((each: any) => each.name)).not.toContain('authorization');
    expect(JSON.parse(refused.answer.text)).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const list = await service.admin('GET', `${own}/provisioning-log`);
    expect(Object.keys(list.body.items[0])).not.toContain('exchange');
  });

  it('are found for every way of writing', async () => {
    await start();
    const { id } = await tenant.createUser();
    const { id: groupId } = await tenant.createGroup();
    const [patched, unchanged, added, deleted, ...bulk] = await keptOf(async () => {
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
      await tenant.patch(`/Groups/${groupId}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]);
      await tenant.delete(`/Groups/${groupId}`);
      await tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          { method: 'PATCH', path: `/Users/${id}`, data: { schemas: [PATCH_OP], Operations: [{ op: 'x' }] } },
          { method: 'DELETE', path: `/Users/${id}` },
        ],
      });
    });
    expect([patched, unchanged].map((each) => JSON.parse(each.answer.text).title)).toEqual(['x', 'x']);
    expect([added.method, added.path, added.answer]).toEqual(['PATCH', `/scim/v2/Groups/${groupId}`, null]);
    expect([deleted.method, deleted.request, deleted.answer]).toEqual(['DELETE', null, null]);
    expect(bulk).toHaveLength(2);
    for (const each of bulk) expect(each.path).toBe('/scim/v2/Bulk');
  });

  it('have no secret in them, wherever it was sent', async () => {
    const attributes = [
      { name: 'pin', type: 'string', returned: 'never' },
      {
        name: 'doors',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'floor', type: 'string' },
          { name: 'opener', type: 'string', mutability: 'writeOnly', returned: 'never' },
        ],
      },
    ];
    const schema = { name: 'Badge', attributes };
    expect((await service.admin('PUT', `${own}/schemas/${BADGE}`, schema)).status).toBe(201);
    await start();
    const [first, second, pin, opener, api] = SECRETS;
    const code = tenant.accessCode;
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(30)}.${'c'.repeat(40)}`;
    const badge = { pin, doors: [{ floor: '1', opener }] };
    const user = { schemas: [USER], userName: 'x', password: first, [BADGE]: badge, clientSecret: api };
    const kept = await keptOf(async () => {
      const { id } = await tenant.createUser({ ...user, nickName: code, note: ADMIN_TOKEN });
      const path = `/Users/${id}`;
      await tenant.put(`${path}?access_token=${api}&filter=password+eq+"${first}"`, user);
      await tenant.patch(path, [
        { op: 'Replace', path: 'password', value: second },
        { op: 'Replace', path: `${USER}:password`, value: { nested: [second] } },
        { op: 'Replace', path: `${BADGE}:doors[floor eq "1"].opener`, value: opener },
        { op: 'Replace', value: { password: second, [`${BADGE}:pin`]: pin, note: token } },
      ]);
      await tenant.patch(path, [{ op: 'Replace', path: `emails[password eq "${first}"].value`, value: 'x' }]);
      await tenant.patch(path, [{ op: 'Replace', path: `${BADGE}:doors[opener eq '${opener}`, value: 'x' }]);
      await tenant.patch(path, [{ op: 'Replace', path: 'password', value: NUMBER }]);
      await tenant.patch(path, [{ op: 'Replace', path: 'passwords', value: { [first ?? '']: second } }]);
      await tenant.post('/Users', { ...user, active: first });
      await tenant.post('/Users', `{"password":"${first}"`);
      await tenant.post('/Users', { title: 'x'.repeat(20_000), ...user });
      await tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [{ method: 'POST', path: '/Users', bulkId: 'b', data: { ...user, userName: 'b' } }],
      });
    });
    expect(kept.length).toBeGreaterThanOrEqual(11);
    expect(kept.filter((each) => each === null)).toEqual([]);
    const all = JSON.stringify([kept, await rows()]);
    for (const secret of [...SECRETS, String(NUMBER), code.slice(13), ADMIN_TOKEN, token]) {
      expect({ secret, found: all.includes(secret) }).toEqual({ secret, found: false });
    }
    expect(JSON.parse(kept[0].request.text)).toMatchObject({
      password: '[removed]',
      nickName: `${code.slice(0, 12)}_…`,
      [BADGE]: { pin: '[removed]', doors: [{ floor: '1', opener: '[removed]' }] },
    });
    expect(kept[1].path).toBe(
      `/scim/v2/Users/${kept[1].path.slice(15, 51)}?access_token=%5Bremoved%5D&filter=%5Bremoved%5D`,
    );
  });

  it('are cut, and say so', async () => {
    await start();
    const members = Array.from({ length: 900 }, () => ({ value: `019bc2f4-${'é𝒳'.repeat(9)}` }));
    const [refused, long] = await keptOf(async () => {
      await tenant.post('/Groups', { schemas: [GROUP], displayName: 'Large', members });
      await tenant.createUser({ userName: 'long', title: 'x'.repeat(16_000) });
    });
    for (const body of [refused.request, long.answer]) {
      expect(body.isCut || body.text.length <= 16_384).toBe(true);
      expect(body.text.length).toBeLessThanOrEqual(16_385);
    }
    expect([refused.request.isCut, refused.request.text.at(-1)]).toEqual([true, '…']);
    expect(refused.request.text).not.toMatch(/\p{Surrogate}/u);
  });

  it('are those of the entry when a client gives several requests one id', async () => {
    await start();
    const headers = { 'x-request-id': 'same' };
    const kept = await keptOf(async () => {
      for (const userName of ['one', 'two', 'three'])
        await tenant.post('/Users', { schemas: [USER], userName }, headers);
    });
    expect(kept.map((each) => JSON.parse(each.request.text).userName)).toEqual(['one', 'two', 'three']);
  });

  it('end by themselves, or when somebody ends it, and are audited', async () => {
    await start(24);
    expect(await keptOf(() => tenant.createUser())).not.toContain(null);
    expect((await service.admin('DELETE', `${own}/log-bodies`)).status).toBe(204);
    expect(await keptOf(() => tenant.createUser())).toEqual([null]);
    await start();
    // The hour is over.
    await service.storage.transaction((tx) =>
      tx.run('UPDATE tenants SET log_bodies_until = ? WHERE id = ?', [Date.now() - 1, tenant.id]),
    );
    const another = await service.startAnother();
    const there = tenant.with(tenant.accessCode, another);
    expect(await keptOf(() => there.createUser())).toEqual([null]);
    await another.stop();
    expect((await service.admin('GET', `${own}/log-bodies`)).body).toEqual({ until: null });
    const { body: audit } = await service.admin('GET', `/audit-log?tenant=${tenant.id}`);
    expect(audit.items.map((each: any) => each.action).slice(0, 3)).toEqual([
      'log-bodies.start',
      'log-bodies.end',
      'log-bodies.start',
    ]);
    expect(audit.items[0].detail).toEqual({ until: expect.stringMatching(/Z$/) });
  });

  it.each([[0], [25], [1.5], ['1'], [null], [undefined]])('are not kept for %j hours', async (hours) => {
    expectProblem(await service.admin('PUT', `${own}/log-bodies`, { hours }), 400, ['hours']);
  });

  it('are wanted by operators of support and admins of the tenant, and seen by readers', async () => {
    const tokenOf = async (role: string) =>
      (await service.admin('POST', '/admin-tokens', { name: role, role })).body.adminToken as string;
    const call = async (token: string, method: string, body?: object) =>
      (
        await fetch(`${service.url}/admin/v1${own}/log-bodies`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      ).status;
    const [support, reader] = [await tokenOf('support'), await tokenOf('read-only')];
    expect(await call(reader, 'PUT', { hours: 1 })).toBe(403);
    expect(await call(support, 'PUT', { hours: 1 })).toBe(200);
    expect([await call(reader, 'GET'), await call(reader, 'DELETE')]).toEqual([200, 403]);
    expect(await call(support, 'DELETE')).toBe(204);
    const linkOf = async (access: string) => {
      const { body } = await service.admin('POST', `${own}/setup-links`, { access });
      return TestConsole.signIn(service.url, { setupSecret: body.url.split('#')[1] });
    };
    const [admin, looker] = [await linkOf('set-up'), await linkOf('read')];
    expect((await looker.admin('PUT', `${own}/log-bodies`, { hours: 1 })).status).toBe(403);
    expect((await admin.admin('PUT', `${own}/log-bodies`, { hours: 1 })).status).toBe(200);
    expect((await looker.admin('GET', `${own}/log-bodies`)).status).toBe(200);
    const [entry] = await loggedBy(tenant, () => tenant.createUser());
    const { body } = await looker.admin('GET', `${own}/provisioning-log/${entry.id}`);
    expect(body.exchange.method).toBe('POST');
  });

  it('are removed after 7 days, however long the log is kept, and with their tenant', async () => {
    await start();
    await keptOf(() => tenant.createUser());
    expect(await rows()).toHaveLength(1);
    const purge = service.app.get(LogPurge);
    await purge.run(Date.now() + 6.9 * DAY);
    expect(await rows()).toHaveLength(1);
    const log = () =>
      service.storage.rows('SELECT id FROM provisioning_log WHERE tenant_id = ?', [tenant.id]);
    await purge.run(Date.now() + 7.1 * DAY);
    expect(await rows()).toEqual([]);
    expect(await log()).toHaveLength(1);
    await keptOf(() => tenant.createUser());
    expect(await rows()).toHaveLength(1);
    await service.admin('PUT', `${own}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', own)).status).toBe(204);
    await until('no body of the tenant is left', async () => (await rows()).length === 0);
  });
});
