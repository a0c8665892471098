import { randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { EntraLogin } from '../../support/entra-login.js';
import { HttpBrowser } from '../../support/http-browser.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const KEY_FILE = resolve(import.meta.dirname, '../../fixtures/sso/application.pem');
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

onEveryDatabase('with two clouds of Entra', (name) => {
  let service: TestService;
  let worldwide: EntraLogin;
  let china: EntraLogin;
  let here: TestTenant;
  let there: TestTenant;
  let browser: HttpBrowser;
  const entraIds = new Map<TestTenant, string>();

  beforeAll(async () => {
    worldwide = await EntraLogin.start(randomUUID());
    china = await EntraLogin.start(randomUUID());
    service = await TestService.start(name, {
      ENTRA_LOGIN_HOSTS: `${worldwide.origin},${china.origin}`,
      SSO_CLIENT_ID: `${worldwide.clientId}, ${china.clientId}`,
      SSO_CLIENT_KEY_FILE: KEY_FILE,
    });
    const key = new X509Certificate(readFileSync(KEY_FILE)).publicKey.export({ format: 'jwk' });
    for (const entra of [worldwide, china])
      entra.register(service.url, { ...key, kty: 'RSA', use: 'sig', alg: 'PS256', kid: 'c' });
    here = await service.createTenant('Contoso');
    there = await service.createTenant('Contoso China');
    for (const tenant of [here, there])
      entraIds.set(tenant, (await service.admin('GET', `/tenants/${tenant.id}`)).body.entraTenantId);
    await service.admin('PUT', `/tenants/${there.id}/sign-in`, { loginHost: hostOf(china) });
  });
  afterAll(async () => {
    await service.stop();
    await worldwide.stop();
    await china.stop();
  });
  beforeEach(() => {
    browser = new HttpBrowser();
    worldwide.isAway = china.isAway = () => false;
  });

  const hostOf = ({ origin }: EntraLogin) => new URL(origin).host;
  const provisioned = async (tenant: TestTenant) => {
    const oid = randomUUID();
    worldwide.person = china.person = { tid: entraIds.get(tenant) ?? '', oid };
    return tenant.createUser({ externalId: oid });
  };
  const begin = (query: string) => browser.go(`${service.url}/sso/login${query}`);
  const tokenOf = async () =>
    /name="token" value="([\w-]+)"/.exec((await browser.open(`${service.url}/me`)).text)?.[1] ?? '';

  it('people of each sign in at their own, and sign out there', async () => {
    for (const [tenant, entra] of [
      [here, worldwide],
      [there, china],
    ] as const) {
      browser = new HttpBrowser();
      await provisioned(tenant);
      const started = await browser.open(`${service.url}/sso/login?tenant=${tenant.id}`);
      expect(new URL(started.location ?? '').origin).toBe(entra.origin);
      expect(new URL(started.location ?? '').searchParams.get('client_id')).toBe(entra.clientId);
      expect((await browser.go(started.location ?? '')).url).toBe(`${service.url}/me`);
      const left = await browser.open(`${service.url}/sso/logout`, { token: await tokenOf() });
      const url = new URL(left.location ?? '');
      expect([url.origin, url.searchParams.get('client_id')]).toEqual([entra.origin, entra.clientId]);
    }
  });

  it('people whose tenant is not known choose, and come back to where they were', async () => {
    const { userName } = await provisioned(there);
    const page = await begin('?return_to=%2Fme%3Fa%3Db&prompt=login');
    expect([page.status, page.url]).toEqual([200, expect.stringContaining('/sso/login?')]);
    const links = [...page.text.matchAll(/href="([^"]+)">([^<]+)</g)].map(([, href = '', text]) => ({
      url: new URL(href.replaceAll('&amp;', '&'), page.url),
      text,
    }));
    expect(links.map(({ text }) => text)).toEqual([hostOf(worldwide), hostOf(china)]);
    const [, chosen] = links;
    expect(Object.fromEntries(chosen?.url.searchParams ?? [])).toEqual({
      cloud: hostOf(china),
      return_to: '/me?a=b',
      prompt: 'login',
    });
    const signedIn = await browser.go(chosen?.url.href ?? '');
    expect(signedIn.url).toBe(`${service.url}/me?a=b`);
    expect(signedIn.text).toContain(userName);
  });

  it('an Entra tenant is looked for in each, whether a customer has it or not', async () => {
    for (const tid of [entraIds.get(there) ?? '', randomUUID()]) {
      worldwide.isAway = (path) => path.includes('openid-configuration');
      const { location } = await browser.open(`${service.url}/sso/login?tenant=${tid}`);
      expect(new URL(location ?? '').origin).toBe(china.origin);
    }
  });

  it('the proof of one counts for no tenant of the other', async () => {
    for (const [tenant, entra] of [
      [here, china],
      [there, worldwide],
    ] as const) {
      browser = new HttpBrowser();
      await provisioned(tenant);
      const page = await begin(`?cloud=${encodeURIComponent(hostOf(entra))}`);
      expect([page.status, browser.cookies(service.url).has('invitedesk-person')]).toEqual([403, false]);
      const requestId = page.headers.get('x-request-id') ?? '-';
      const lines = service.logLines.filter((line) => line.includes(requestId)).join('\n');
      expect(lines).toContain('"reason":"unknown-tenant"');
      expect(lines).toContain(hostOf(entra));
    }
  });

  it('a logout token of one signs nobody of the other out', async () => {
    await provisioned(there);
    const tid = entraIds.get(there) ?? '';
    const sid = randomUUID();
    china.forge = ({ claims }) => china.sign(tid, { ...claims, sid });
    await begin(`?tenant=${there.id}`);
    china.forge = null;
    const send = async (entra: EntraLogin) => {
      const claims = { jti: randomUUID(), events: EVENTS, sid };
      const body = new URLSearchParams({ logout_token: await entra.sign(tid, claims, 'logout+jwt') });
      return (await fetch(`${service.url}/sso/backchannel-logout`, { method: 'POST', body })).status;
    };
    expect(await send(worldwide)).toBe(200);
    expect((await browser.open(`${service.url}/me`)).status).toBe(200);
    expect(await send(china)).toBe(200);
    expect((await browser.open(`${service.url}/me`)).status).toBe(302);
  });

  it('a tenant chooses one of them, which signs its people out', async () => {
    const path = `/tenants/${here.id}/sign-in`;
    await provisioned(here);
    await begin(`?tenant=${here.id}`);
    expect((await service.admin('GET', path)).body.loginHost).toBe(hostOf(worldwide));
    expectProblem(await service.admin('PUT', path, { loginHost: 'evil.example' }), 400, ['loginHost']);
    expect((await browser.open(`${service.url}/me`)).status).toBe(200);
    expect((await service.admin('PUT', path, { loginHost: hostOf(china) })).body.loginHost).toBe(
      hostOf(china),
    );
    expect((await browser.open(`${service.url}/me`)).status).toBe(302);
    expect((await service.admin('PUT', path, { loginHost: null })).body.loginHost).toBe(hostOf(worldwide));
  });

  it.each(['evil.example', '', 'https://evil.example', 'a&cloud=b'])(
    'there is no cloud at %j',
    async (cloud) => {
      const page = await begin(`?cloud=${cloud}`);
      expect([page.status, page.location]).toEqual([403, null]);
    },
  );
});
