import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestConsole, signIn } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';

const DAY_MS = 86_400_000;

onEveryDatabase('an admin token with a name', (name) => {
  let service: TestService;
  let other: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const issue = async (body: object = {}) => {
    const answer = await service.admin('POST', '/admin-tokens', { name: 'Report', role: 'owner', ...body });
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const read = async (token: string, at = service, path = '/audit-log') => {
    const response = await fetch(`${at.url}/admin/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.text();
    return response.status;
  };
  const shown = async (id: string) =>
    (await service.admin('GET', '/admin-tokens?limit=200')).body.items.find((each: any) => each.id === id);
  const expire = (id: string) =>
    service.storage.transaction((tx) =>
      tx.run('UPDATE admin_tokens SET expires_at = ? WHERE id = ?', [Date.now() - 1, id]),
    );

  it('is shown once, ends by itself, and tells when it was used', async () => {
    const made = await issue({ role: 'read-only', expiresInDays: 30 });
    expect(made.adminToken).toMatch(/^idm_\w{8}_\w{49}$/);
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBeCloseTo(30 * DAY_MS, -4);
    const { adminToken, ...rest } = made;
    expect(await shown(made.id)).toMatchObject({ ...rest, lastUsedAt: null, revokedAt: null });
    expect(await shown(made.id)).not.toHaveProperty('adminToken');
    expect(await read(adminToken)).toBe(200);
    expect(await shown(made.id)).toMatchObject({ lastUsedAt: expect.any(String) });
    expect((await service.admin('GET', '/admin-tokens')).body).toMatchObject({ nextCursor: null });
    await expire(made.id);
    expect(await read(adminToken)).toBe(401);
  });

  it.each([
    ['no name', { name: ' ' }, ['name']],
    ['another role', { role: 'god' }, ['role']],
    ['no end', { expiresInDays: 367 }, ['expiresInDays']],
    ['an unknown member', { scope: 'x' }, ['scope']],
  ])('is not issued with %s', async (_what, body, fields) => {
    const answer = await service.admin('POST', '/admin-tokens', { name: 'x', role: 'owner', ...body });
    expectProblem(answer, 400, fields);
  });

  it('is refused by every process once it is revoked, with the sessions that were opened with it', async () => {
    const { id, adminToken } = await issue({ role: 'support' });
    const console = await TestConsole.signIn(service.url, { adminToken });
    expect((await console.request('GET', '/console/session')).body).toMatchObject({
      kind: 'operator',
      role: 'support',
      name: 'Report',
      tenant: null,
    });
    expectProblem(await console.admin('GET', '/admin-tokens'), 403);
    expect(await read(adminToken, other)).toBe(200);
    expect((await service.admin('DELETE', `/admin-tokens/${id}`)).status).toBe(204);
    expect((await service.admin('DELETE', `/admin-tokens/${id}`)).status).toBe(204);
    expectProblem(await service.admin('DELETE', '/admin-tokens/unknown'), 404);
    expect(await read(adminToken, other)).toBe(401);
    expect(await read(adminToken)).toBe(401);
    expect((await console.at(other.url).request('GET', '/console/session')).status).toBe(401);
    expect((await signIn(service.url, { adminToken })).status).toBe(401);
    const { body } = await service.admin('GET', '/audit-log?limit=200');
    const about = body.items.filter(({ target }: any) => target === id);
    expect(about.map(({ action }: any) => action)).toEqual([
      'admin-token.revoke',
      'admin-token.revoke',
      'admin-token.issue',
    ]);
  });

  it('is replaced in the browser that signs in again', async () => {
    const first = await signIn(service.url, { adminToken: ADMIN_TOKEN });
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const old = TestConsole.withCookie(service.url, cookie);
    const elsewhere = await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN });
    expect((await old.request('GET', '/console/session')).status).toBe(200);
    const { adminToken } = await issue({ role: 'read-only' });
    expect((await signIn(service.url, { adminToken }, { cookie })).status).toBe(201);
    expect((await old.request('GET', '/console/session')).status).toBe(401);
    expect((await elsewhere.request('GET', '/console/session')).status).toBe(200);
  });

  it('and its sessions are listed with where they come from, and ended one by one', async () => {
    const { adminToken } = await issue({ name: 'On call' });
    const headers = { 'user-agent': 'Browser of the test' };
    const answer = await signIn(service.url, { adminToken }, headers);
    const session = TestConsole.withCookie(
      service.url,
      answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    );
    const tenant = await service.createTenant();
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    const setupSecret = String(link.url).split('#')[1] ?? '';
    const customer = await TestConsole.signIn(service.url, { setupSecret });

    const { body } = await session.admin('GET', '/console-sessions?limit=2');
    expect(body.items).toMatchObject([
      {
        kind: 'setup-link',
        name: setupSecret.slice(0, 12),
        tenant: { id: tenant.id, name: 'Fabrikam' },
        isOwn: false,
      },
      {
        kind: 'named-token',
        name: 'On call',
        tenant: null,
        isOwn: true,
        userAgent: 'Browser of the test',
        address: expect.stringMatching(/127\.0\.0\.1|::1/),
      },
    ]);
    const { body: rest } = await session.admin(
      'GET',
      `/console-sessions?limit=200&cursor=${body.nextCursor}`,
    );
    expect(rest.items.map(({ id }: any) => id)).not.toContain(body.items[0].id);
    expect(rest.items.map(({ id }: any) => id)).not.toContain(body.items[1].id);
    expect((await session.admin('DELETE', `/console-sessions/${body.items[0].id}`)).status).toBe(204);
    expectProblem(await session.admin('DELETE', `/console-sessions/${body.items[0].id}`), 404);
    expect((await customer.at(other.url).request('GET', '/console/session')).status).toBe(401);
    expect((await session.request('GET', '/console/session')).status).toBe(200);
  });

  it('is counted like other credentials when it is guessed', async () => {
    const { adminToken } = await issue();
    const { adminToken: another } = await issue();
    const forged = another.slice(0, 13) + adminToken.slice(13);
    expect(await read(forged)).toBe(401);
    // The secret of one token under the hint of another has a wrong checksum: no query is sent for it.
    expect(await read(another)).toBe(200);
    // The allowance of this address at the other process is used up from here on.
    const statuses = await inParallel(300, () => read(forged, other));
    expect([...new Set(statuses)].sort()).toEqual([401, 429]);
  });
});
