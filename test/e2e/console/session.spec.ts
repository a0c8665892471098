import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieOf, signIn, TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import type { TestTenant } from '../../support/tenant.js';

const HALF_AN_HOUR_MS = 30 * 60_000;

onEveryDatabase('a session of the console', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
    tenant = await service.createTenant();
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const operator = () => TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN });
  const makeLink = async (body: object = {}) => {
    const answer = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, body);
    return { ...answer.body, secret: String(answer.body.url).split('#')[1] ?? '' };
  };
  const lastLine = () => JSON.parse(service.logLines.at(-1) ?? '{}') as Record<string, unknown>;
  const change = (sql: string, params: (string | number)[]) =>
    service.storage.transaction((tx) => tx.run(sql, params));
  const hintOf = (session: TestConsole) => session.cookie.split('=')[1]?.slice(0, 12) ?? '';

  it('is opened with the admin token, in a cookie that no script and no other site gets', async () => {
    const { status, headers, body } = await signIn(service.url, { adminToken: ADMIN_TOKEN });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^invitedesk=idc_\w{8}_\w{49}; Path=\/; HttpOnly; SameSite=Strict$/),
      // Nobody is two people in one browser.
      'invitedesk-person=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    expect(body).toEqual({
      kind: 'operator',
      role: 'owner',
      name: null,
      tenant: null,
      expiresAt: expect.stringMatching(/Z$/),
      idleSeconds: 1800,
    });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    [
      'behind a proxy',
      { TRUST_PROXY: '1', PUBLIC_URL: 'https://console.example' },
      { 'x-forwarded-proto': 'https' },
    ],
    ['by PUBLIC_URL', { PUBLIC_URL: 'https://console.example' }, {}],
  ])('is for TLS alone where browsers come over TLS: %s', async (_title, env, headers) => {
    const secure = await service.startAnother(env);
    const answer = await signIn(secure.url, { adminToken: ADMIN_TOKEN }, headers);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-invitedesk=idc_\w+; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    const [, secret] = cookieOf(answer.headers).split('=');
    const read = (sent: string) =>
      fetch(`${secure.url}/console/session`, { headers: { ...headers, cookie: sent } });
    expect((await read(`a=b; __Host-invitedesk=${secret}`)).status).toBe(200);
    // A cookie that a plain connection could have planted.
    expect((await read(`invitedesk=${secret}`)).status).toBe(401);
    await secure.stop();
  });

  it('does what the admin token does, in every process', async () => {
    const session = await operator();
    const created = await session.admin('POST', '/tenants', {
      name: 'Contoso',
      entraTenantId: crypto.randomUUID(),
    });
    expect(created.status).toBe(201);
    expect((await session.at(other.url).admin('GET', `/tenants/${created.body.id}`)).status).toBe(200);
    expect((await session.admin('DELETE', `/tenants/${created.body.id}`)).status).toBe(204);
  });

  it('shows who has signed in', async () => {
    expect((await (await operator()).request('GET', '/console/session')).body.kind).toBe('operator');
    const { secret } = await makeLink();
    const customer = await TestConsole.signIn(service.url, { setupSecret: secret });
    expect((await customer.request('GET', '/console/session')).body).toMatchObject({
      kind: 'setup-link',
      tenant: { id: tenant.id, name: 'Fabrikam' },
    });
    const nobody = await fetch(`${service.url}/console/session`);
    expect([nobody.status, lastLine().authFailure]).toEqual([401, 'missing']);
  });

  it('ends when its holder signs out, everywhere at once', async () => {
    const session = await operator();
    expect((await session.at(other.url).admin('GET', '/tenants')).status).toBe(200);
    const out = await session.request('DELETE', '/console/session');
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([
      204,
      'invitedesk=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    ]);
    for (const url of [service.url, other.url]) {
      expectProblem(await session.at(url).admin('GET', '/tenants'), 401);
    }
  });

  it('ends after 30 minutes without use', async () => {
    const session = await operator();
    const seen = (ms: number) =>
      change('UPDATE console_sessions SET last_seen_at = ? WHERE hint = ?', [
        Date.now() - ms,
        hintOf(session),
      ]);
    await seen(HALF_AN_HOUR_MS - 10_000);
    expect((await session.admin('GET', '/tenants')).status).toBe(200);
    // That was a use: it may rest again.
    await seen(0);
    await seen(HALF_AN_HOUR_MS - 10_000);
    // What a page asks by itself keeps nothing alive.
    const asked = await session.request('GET', '/admin/v1/tenants', undefined, {
      'x-invitedesk-console': 'refresh',
    });
    expect(asked.status).toBe(200);
    const [row] = await service.storage.rows<{ seen: number }>(
      'SELECT last_seen_at AS seen FROM console_sessions WHERE hint = ?',
      [hintOf(session)],
    );
    expect(Date.now() - Number(row?.seen)).toBeGreaterThan(HALF_AN_HOUR_MS - 15_000);
    expect((await session.admin('GET', '/tenants')).status).toBe(200);
    const [touched] = await service.storage.rows<{ seen: number }>(
      'SELECT last_seen_at AS seen FROM console_sessions WHERE hint = ?',
      [hintOf(session)],
    );
    expect(Date.now() - Number(touched?.seen)).toBeLessThan(15_000);
    await seen(HALF_AN_HOUR_MS + 1000);
    expectProblem(await session.admin('GET', '/tenants'), 401);
    expect(lastLine().authFailure).toBe('expired');
    // The next sign-in clears it away.
    await operator();
    const left = await service.storage.rows('SELECT hint FROM console_sessions WHERE hint = ?', [
      hintOf(session),
    ]);
    expect(left).toEqual([]);
  });

  it('ends when the admin token becomes another', async () => {
    const session = await operator();
    const rotated = await service.startAnother({ ADMIN_TOKEN: `${ADMIN_TOKEN}-rotated` });
    expectProblem(await session.at(rotated.url).admin('GET', '/tenants'), 401);
    await rotated.stop();
  });

  it('is stored as a hash only, and written in no log', async () => {
    const session = await operator();
    const link = await makeLink();
    const customer = await TestConsole.signIn(service.url, { setupSecret: link.secret });
    await customer.admin('GET', '/tenants');
    await signIn(service.url, { adminToken: 'wrong-admin-token-2718' });
    const everything = JSON.stringify([await storedRows(service.storage), service.logLines]);
    for (const text of [
      session.cookie.slice(24),
      customer.cookie.slice(24),
      link.secret.slice(13),
      ADMIN_TOKEN,
    ]) {
      expect([text, everything.includes(text)]).toEqual([text, false]);
    }
    expect(everything).not.toContain('wrong-admin-token-2718');
  });

  it.each<[unknown, number, string[]]>([
    [{}, 400, ['adminToken']],
    [{ adminToken: ADMIN_TOKEN, setupSecret: 'x' }, 400, ['adminToken']],
    [{ adminToken: 5 }, 400, ['adminToken']],
    [{ adminToken: ADMIN_TOKEN, more: 1 }, 400, ['more']],
    [{ adminToken: `${ADMIN_TOKEN}x` }, 401, []],
    [{ adminToken: '' }, 401, []],
    [{ setupSecret: 'nonsense' }, 401, []],
    [{ setupSecret: 'idl_00000000_'.padEnd(62, '0') }, 401, []],
  ])('is not opened with %j', async (body, status, fields) => {
    const answer = await signIn(service.url, body);
    expectProblem(answer, status, fields);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    'invitedesk=',
    'invitedesk=nonsense',
    `invitedesk=idc_00000000_${'0'.repeat(49)}`,
    'invitedesk=__proto__',
    'invitedesk',
  ])('is not had with the cookie %s', async (cookie) => {
    const response = await fetch(`${service.url}/admin/v1/tenants`, { headers: { cookie } });
    expect(response.status).toBe(401);
  });

  describe('refuses what may come from the page of another site:', () => {
    const without = { 'x-invitedesk-console': undefined };
    it.each<[string, Record<string, string | undefined>, number]>([
      ['no header of the console', without, 403],
      ['another origin', { origin: 'https://attacker.example' }, 403],
      ['an origin of null', { origin: 'null' }, 403],
      ['another port of this host', { origin: 'http://127.0.0.1:1' }, 403],
      ['a page of a sibling site', { 'sec-fetch-site': 'same-site' }, 403],
      ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ])('%s', async (_title, headers, status) => {
      const session = await operator();
      const body = { name: 'Forged', entraTenantId: crypto.randomUUID() };
      expectProblem(await session.request('POST', '/admin/v1/tenants', body, headers), status);
      expect(lastLine().authFailure).toBe('cross-site');
      expectProblem(await session.request('DELETE', '/console/session', undefined, headers), status);
      expectProblem(await signIn(service.url, { adminToken: ADMIN_TOKEN }, headers), status);
      expect((await session.admin('GET', '/tenants')).status).toBe(200);
    });

    it('and takes what comes from its own', async () => {
      const session = await operator();
      const own = { origin: service.url, 'sec-fetch-site': 'same-origin' };
      expect((await session.request('DELETE', '/console/session', undefined, own)).status).toBe(204);
    });

    it('but leaves alone who shows the admin token itself', async () => {
      const response = await fetch(`${service.url}/admin/v1/tenants`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          origin: 'https://tool.example',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Tool', entraTenantId: crypto.randomUUID() }),
      });
      expect(response.status).toBe(201);
    });
  });

  it('opens nothing of SCIM', async () => {
    const { cookie } = await operator();
    expect((await tenant.get('/Users', { authorization: undefined, cookie })).status).toBe(401);
  });
});
