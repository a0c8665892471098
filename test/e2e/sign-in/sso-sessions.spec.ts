import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { onEveryDatabase } from '../../support/databases.js';
import { EntraLogin, CLIENT_ID } from '../../support/entra-login.js';
import { HttpBrowser } from '../../support/http-browser.js';
import { TestService } from '../../support/service.js';
import { PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const PERSON = 'invitedesk-person';
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

onEveryDatabase('whoever has signed in', (name) => {
  let service: TestService;
  let other: TestService;
  let entra: EntraLogin;
  let tenant: TestTenant;
  let tid: string;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    service = await TestService.start(name, entra.settings);
    other = await service.startAnother(entra.settings);
    entra.register(service.url);
    tenant = await service.createTenant('Contoso');
    tid = (await service.admin('GET', `/tenants/${tenant.id}`)).body.entraTenantId;
  });
  afterAll(async () => {
    await other.app.close();
    await service.stop();
    await entra.stop();
  });
  beforeEach(() => void (entra.forge = null));

  /** Signs a new user in. */
  const signIn = async (
    claims: Record<string, unknown> = {},
    of = tenant,
    entraTenantId = tid,
  ): Promise<{ user: any; browser: HttpBrowser }> => {
    const oid = randomUUID();
    entra.person = { tid: entraTenantId, oid };
    entra.forge = (issued) => entra.sign(entraTenantId, { ...issued.claims, ...claims });
    const user = await of.createUser({ externalId: oid, displayName: 'Ann' });
    const browser = new HttpBrowser();
    expect((await browser.go(`${service.url}/sso/login`)).url).toBe(`${service.url}/me`);
    return { user, browser };
  };
  /** The cookie of a browser, sent to each process. */
  const statuses = async (browser: HttpBrowser): Promise<number[]> => {
    const cookie = `${PERSON}=${browser.cookies(service.url).get(PERSON)}`;
    const pages = await Promise.all(
      [service, other].map(({ url }) => fetch(`${url}/me`, { redirect: 'manual', headers: { cookie } })),
    );
    return pages.map(({ status }) => status);
  };
  const formOf = async (browser: HttpBrowser): Promise<string> =>
    /name="token" value="([\w-]+)"/.exec((await browser.open(`${service.url}/me`)).text)?.[1] ?? '';

  const bulk = (operation: object) =>
    tenant.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [operation],
    });

  it.each<[string, (user: any) => Promise<unknown>]>([
    [
      'an older PATCH',
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
    ],
    [
      'a newer PATCH',
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
    ],
    ['a PUT', ({ id, userName }) => tenant.put(`/Users/${id}`, { schemas: [USER], userName, active: false })],
    ['a DELETE', ({ id }) => tenant.delete(`/Users/${id}`)],
    [
      'a Bulk',
      ({ id }) =>
        bulk({
          method: 'PATCH',
          path: `/Users/${id}`,
          data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] },
        }),
    ],
    [
      'the switch of the tenant',
      async () => {
        await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
        await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: true });
      },
    ],
  ])('is out of every process with %s', async (_way, end) => {
    const { user, browser } = await signIn();
    expect(await statuses(browser)).toEqual([200, 200]);
    await end(user);
    expect(await statuses(browser)).toEqual([302, 302]);
  });

  it('is out when the tenant is deleted', async () => {
    const left = await service.createTenant('Leaving');
    const { body } = await service.admin('GET', `/tenants/${left.id}`);
    const { browser } = await signIn({}, left, body.entraTenantId);
    await service.admin('PUT', `/tenants/${left.id}/provisioning`, { enabled: false });
    await service.admin('DELETE', `/tenants/${left.id}`);
    expect(await statuses(browser)).toEqual([302, 302]);
  });

  it('signs out here and in Entra, with a form of the own page only', async () => {
    const { browser } = await signIn();
    const token = await formOf(browser);
    for (const form of [{}, { token: 'x' }, { token: await formOf((await signIn()).browser) }]) {
      expect((await browser.open(`${service.url}/sso/logout`, form)).status).toBe(403);
      expect((await browser.open(`${service.url}/me/sign-out-everywhere`, form)).status).toBe(403);
    }
    expect(await statuses(browser)).toEqual([200, 200]);
    const kept = browser.cookies(service.url).get(PERSON) ?? '';
    const left = await browser.open(`${service.url}/sso/logout`, { token });
    expect(left.status).toBe(303);
    const url = new URL(left.location ?? '');
    expect(url.origin + url.pathname).toBe(`${entra.origin}/organizations/oauth2/v2.0/logout`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: `${service.url}/sso/signed-out`,
    });
    expect(browser.cookies(service.url).has(PERSON)).toBe(false);
    browser.setCookie(service.url, PERSON, kept);
    expect(await statuses(browser)).toEqual([302, 302]);
    expect((await browser.open(`${service.url}/sso/signed-out`)).text).toContain('You are signed out');
  });

  it('signs out everywhere', async () => {
    const { browser } = await signIn();
    const elsewhere = new HttpBrowser();
    await elsewhere.go(`${service.url}/sso/login`);
    expect((await browser.open(`${service.url}/me`)).text.match(/Test Browser/g)).toHaveLength(2);
    const token = await formOf(browser);
    expect((await browser.open(`${service.url}/me/sign-out-everywhere`, { token })).status).toBe(303);
    expect(await statuses(elsewhere)).toEqual([302, 302]);
  });

  it('reaches nothing but the own page: no tenant, no operator, no console', async () => {
    const { browser } = await signIn();
    const cookie = `${PERSON}=${browser.cookies(service.url).get(PERSON)}; invitedesk=${browser.cookies(service.url).get(PERSON)}`;
    const routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => /^(?:GET|POST|PUT|PATCH|DELETE) \/(?:admin|scim|metrics)/.test(route))
      .filter((route) => !/\/(?:ServiceProviderConfig|Schemas|ResourceTypes)/.test(route));
    expect(routes.length).toBeGreaterThan(50);
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const target = pattern.replace(':id', tenant.id).replaceAll(/:\w+/g, 'x').replaceAll('*', 'x');
      const response = await fetch(service.url + target, {
        method,
        headers: { cookie, 'x-invitedesk-console': 'user' },
      });
      await response.text();
      // Outside of SCIM, people are known, and allowed nothing without a role.
      const refused = route.includes(' /scim/') ? [401] : [401, 403];
      expect([route, refused]).toEqual([route, expect.arrayContaining([response.status])]);
    }
  });

  it('sees the own tenant only', async () => {
    const { user, browser } = await signIn();
    const fabrikam = await service.createTenant('Fabrikam');
    const { body } = await service.admin('GET', `/tenants/${fabrikam.id}`);
    // The same object id, in another tenant.
    const theirs = await fabrikam.createUser({ externalId: user.externalId });
    const page = await browser.open(`${service.url}/me`);
    expect(page.text).toContain(user.userName);
    expect(page.text).not.toContain(theirs.userName);
    entra.person = { tid: body.entraTenantId, oid: user.externalId };
    entra.forge = null;
    const their = await new HttpBrowser().go(`${service.url}/sso/login?tenant=${fabrikam.id}`);
    expect(their.text).toContain(theirs.userName);
    // What ends theirs leaves ours.
    await fabrikam.delete(`/Users/${theirs.id}`);
    expect(await statuses(browser)).toEqual([200, 200]);
  });

  describe('is signed out by Entra', () => {
    const send = async (token: string): Promise<number> => {
      const body = new URLSearchParams({ logout_token: token });
      const answer = await fetch(`${service.url}/sso/backchannel-logout`, { method: 'POST', body });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      await answer.text();
      return answer.status;
    };
    const logoutToken = (claims: Record<string, unknown>) =>
      entra.sign(tid, { jti: randomUUID(), events: EVENTS, ...claims }, 'logout+jwt');

    it('in one browser, by sid', async () => {
      const sid = randomUUID();
      const [{ browser }, another] = [await signIn({ sid }), await signIn({ sid: randomUUID() })];
      expect(await send(await logoutToken({ sid, sub: 'x' }))).toBe(200);
      expect(await statuses(browser)).toEqual([302, 302]);
      expect(await statuses(another.browser)).toEqual([200, 200]);
    });

    it('everywhere, by sub, and by each token once', async () => {
      const sub = randomUUID();
      const { browser } = await signIn({ sub });
      const token = await logoutToken({ sub });
      expect(await send(token)).toBe(200);
      expect(await statuses(browser)).toEqual([302, 302]);
      expect(await send(token)).toBe(400);
    });

    it('with a valid token only', async () => {
      const sub = randomUUID();
      const { browser } = await signIn({ sub });
      const now = Math.floor(Date.now() / 1000);
      const foreign = randomUUID();
      const refused: Record<string, string> = {
        none: '',
        'for another application': await logoutToken({ sub, aud: 'x' }),
        'with a nonce': await logoutToken({ sub, nonce: 'x' }),
        'without events': await logoutToken({ sub, events: undefined }),
        'for another event': await logoutToken({ sub, events: { x: {} } }),
        'without jti': await logoutToken({ sub, jti: undefined }),
        'for nobody': await logoutToken({}),
        'that has expired': await logoutToken({ sub, iat: now - 900, exp: now - 600 }),
        'of another host': await logoutToken({ sub, iss: `https://evil.example/${tid}/v2.0` }),
        'whose signature is wrong': (await logoutToken({ sub })).slice(0, -8) + 'AAAAAAAA',
        'that is an ID token': await entra.sign(tid, { sub, nonce: 'x', tid }),
        'without a signature': unsigned({
          iss: `${entra.origin}/${tid}/v2.0`,
          aud: CLIENT_ID,
          sub,
          iat: now,
          exp: now + 120,
          jti: 'j',
          events: EVENTS,
        }),
      };
      for (const [what, token] of Object.entries(refused))
        expect([what, await send(token)]).toEqual([what, 400]);
      // That of another tenant ends nobody here.
      const theirs = await entra.sign(foreign, { jti: randomUUID(), events: EVENTS, sub }, 'logout+jwt');
      expect(await send(theirs)).toBe(200);
      expect(await statuses(browser)).toEqual([200, 200]);
    });
  });

  it('has proved it to an application with a certificate', async () => {
    const file = resolve(import.meta.dirname, '../../fixtures/sso/application.pem');
    const certificate = new X509Certificate(readFileSync(file));
    const settings = { ...entra.settings, SSO_CLIENT_SECRET: '', SSO_CLIENT_KEY_FILE: file };
    const certified = await service.startAnother(settings);
    const key = certificate.publicKey.export({ format: 'jwk' });
    entra.register(certified.url, { ...key, kty: 'RSA', use: 'sig', alg: 'PS256', kid: 'c' });
    const oid = randomUUID();
    entra.person = { tid, oid };
    await tenant.createUser({ externalId: oid });
    for (const query of ['', `?tenant=${tenant.id}`]) {
      const page = await new HttpBrowser().go(`${certified.url}/sso/login${query}`);
      expect([page.url, page.status === 200 ? '' : page.text]).toEqual([`${certified.url}/me`, '']);
      const sent = entra.redemptions.at(-1);
      expect(sent?.has('client_secret')).toBe(false);
      const [head = '', claims = ''] = (sent?.get('client_assertion') ?? '').split('.');
      expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({
        alg: 'PS256',
        'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
      });
      const tenantId = query === '' ? 'organizations' : tid;
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        iss: CLIENT_ID,
        aud: `${entra.origin}/${tenantId}/oauth2/v2.0/token`,
      });
    }
    entra.register(service.url);
    await certified.app.close();
  });
});

function unsigned(claims: object): string {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
}
