import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { SigningKeys } from '../../../src/oidc/keys/signing-keys.js';
import { CookieBrowser } from '../../support/cookie-browser.js';
import { onEveryDatabase } from '../../support/databases.js';
import { EntraLogin } from '../../support/entra-login.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { keyOfSecrets } from '../../support/oidc-settings.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const OFFLINE = { scope: 'openid offline_access', prompt: 'consent' };

/** What the official suite calls its tests of the profiles, each done here over HTTP. */
onEveryDatabase('the test of the profile', (name) => {
  let service: TestService;
  let entra: EntraLogin;
  let tenant: TestTenant;
  let tid: string;
  let application: OidcApplication;

  beforeAll(async () => {
    entra = await EntraLogin.start();
    service = await TestService.start(name, { ...entra.settings, ...keyOfSecrets(name) });
    entra.register(service.url);
    tenant = await service.createTenant();
    tid = (await service.admin('GET', `/tenants/${tenant.id}`)).body.entraTenantId;
    application = await OidcApplication.register(service, {});
    const more = { redirectUris: [application.redirectUri, `${application.redirectUri}?foo=bar`] };
    await service.admin('PATCH', `/applications/${application.clientId}`, more);
  });
  afterAll(async () => {
    await application.close();
    await service.stop();
    await entra.stop();
  });

  /** A person who has an account in Entra, and a browser in which they have not signed in yet. */
  const somebody = async () => {
    const oid = randomUUID();
    entra.person = { tid, oid };
    const user = await tenant.createUser({
      externalId: oid,
      displayName: 'Ada Lovelace',
      emails: [{ type: 'work', value: 'ada@fabrikam.example' }],
    });
    return { user, browser: new CookieBrowser() };
  };
  /** The sign-in was some time ago. */
  const ago = (userId: string, seconds: number) =>
    service.storage.transaction((tx) =>
      tx.run('UPDATE person_sessions SET created_at = created_at - ? WHERE user_id = ?', [
        seconds * 1000,
        userId,
      ]),
    );
  const signedIn = async () => {
    const { user, browser } = await somebody();
    await browser.go(`${service.url}/sso/login`);
    return { user, browser };
  };

  /** Asks for a code with other parameters; null leaves one out. */
  const authorize = async (browser: CookieBrowser, parameters: Record<string, string | null> = {}) => {
    const { url: text, verifier } = await application.begin();
    const url = new URL(text);
    for (const [key, value] of Object.entries(parameters)) {
      if (value === null) url.searchParams.delete(key);
      else url.searchParams.set(key, value);
    }
    const visited: string[] = [];
    const { url: end, response } = await browser.go(url.href, (target) => {
      visited.push(target);
      return target.startsWith(application.origin);
    });
    return {
      verifier,
      visited,
      status: response?.status ?? null,
      answer: response === null ? new URL(end).searchParams : new URLSearchParams(),
    };
  };
  const ask = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(`${service.url}/oidc${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: (await response.json()) as any };
  };
  const secret = () => ({ client_id: application.clientId, client_secret: application.clientSecret });
  const codeForm = ({ answer, verifier }: Awaited<ReturnType<typeof authorize>>, more = {}) => ({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: application.redirectUri,
    code_verifier: verifier,
    ...more,
  });
  const redeem = async (authorized: Awaited<ReturnType<typeof authorize>>, more = {}) => {
    const { status, body } = await ask('/token', { ...codeForm(authorized, more), ...secret() });
    expect([status, body.error]).toEqual([200, undefined]);
    return body as {
      access_token: string;
      id_token: string;
      refresh_token?: string;
      scope: string;
      token_type: string;
    };
  };
  const verified = async (idToken: string) => {
    const keys = createRemoteJWKSet(new URL(`${service.url}/oidc/jwks`));
    const expected = { issuer: `${service.url}/oidc`, audience: application.clientId, algorithms: ['RS256'] };
    return (await jwtVerify(idToken, keys, expected)).payload;
  };
  const userInfo = async (init: RequestInit) => {
    const response = await fetch(`${service.url}/oidc/userinfo`, init);
    return { status: response.status, body: (await response.json()) as any };
  };
  const claimsFor = async (scope: string) => {
    const { user, browser } = await signedIn();
    const { access_token: access } = await redeem(await authorize(browser, { scope }));
    return { user, body: (await userInfo({ headers: { authorization: `Bearer ${access}` } })).body };
  };

  const profiles: Record<string, Record<string, () => Promise<void>>> = {
    basic: {
      'oidcc-server': async () => {
        const { user, browser } = await signedIn();
        const authorized = await authorize(browser, { nonce: 'n-0' });
        expect(authorized.answer.get('iss')).toBe(`${service.url}/oidc`);
        const basic = Buffer.from(`${application.clientId}:${application.clientSecret}`).toString('base64');
        const { status, body } = await ask('/token', codeForm(authorized), {
          authorization: `Basic ${basic}`,
        });
        expect([status, body.token_type]).toEqual([200, 'Bearer']);
        const claims = await verified(body.id_token);
        expect(claims).toMatchObject({ sub: user.id, nonce: 'n-0' });
        expect(Number(claims.exp)).toBeGreaterThan(Number(claims.iat));
        expect(decodeProtectedHeader(body.id_token).kid).toBeDefined();
      },
      'oidcc-server-client-secret-post': async () => {
        const { browser } = await signedIn();
        await redeem(await authorize(browser));
      },
      'oidcc-response-type-missing': async () => {
        const { browser } = await signedIn();
        const { answer } = await authorize(browser, { response_type: null });
        expect([answer.get('error'), answer.get('code')]).toEqual(['invalid_request', null]);
      },
      'oidcc-idtoken-signature': async () => {
        const { browser } = await signedIn();
        const { id_token: token } = await redeem(await authorize(browser));
        expect(decodeProtectedHeader(token).alg).toBe('RS256');
        await verified(token);
        await expect(verified(`${token.slice(0, -8)}AAAAAAAA`)).rejects.toThrow();
      },
      'oidcc-userinfo-get': async () => {
        const { user, body } = await claimsFor('openid');
        expect(body).toEqual({ sub: user.id, tenant: tenant.id });
      },
      'oidcc-userinfo-post-header': async () => {
        const { user, browser } = await signedIn();
        const { access_token: access } = await redeem(await authorize(browser));
        const { body } = await userInfo({ method: 'POST', headers: { authorization: `Bearer ${access}` } });
        expect(body.sub).toBe(user.id);
      },
      'oidcc-userinfo-post-body': async () => {
        const { user, browser } = await signedIn();
        const { access_token: access } = await redeem(await authorize(browser));
        const body = new URLSearchParams({ access_token: access });
        expect((await userInfo({ method: 'POST', body })).body.sub).toBe(user.id);
      },
      'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': async () => {
        const { browser } = await signedIn();
        const { id_token: token } = await redeem(await authorize(browser, { nonce: null }));
        expect(decodeJwt(token)).not.toHaveProperty('nonce');
      },
      'oidcc-scope-profile': async () => {
        const { body } = await claimsFor('openid profile');
        expect(body).toMatchObject({ name: 'Ada Lovelace', preferred_username: expect.any(String) });
        expect(body).not.toHaveProperty('email');
      },
      'oidcc-scope-email': async () => {
        const { body } = await claimsFor('openid email');
        expect(body.email).toBe('ada@fabrikam.example');
        expect(body).not.toHaveProperty('name');
      },
      'oidcc-scope-address': async () => {
        expect((await claimsFor('openid address')).body).not.toHaveProperty('address');
      },
      'oidcc-scope-phone': async () => {
        expect((await claimsFor('openid phone')).body).not.toHaveProperty('phone_number');
      },
      'oidcc-scope-all': async () => {
        const { body } = await claimsFor('openid profile email address phone groups roles');
        expect(body).toMatchObject({
          name: 'Ada Lovelace',
          email: 'ada@fabrikam.example',
          groups: [],
          roles: [],
        });
      },
      'oidcc-ensure-other-scope-order-succeeds': async () => {
        const { body } = await claimsFor('email openid');
        expect(body.email).toBe('ada@fabrikam.example');
      },
      'oidcc-prompt-login': async () => {
        const { user, browser } = await signedIn();
        await ago(user.id, 60);
        const first = decodeJwt((await redeem(await authorize(browser, { max_age: '10000' }))).id_token);
        const again = await authorize(browser, { prompt: 'login', max_age: '10000' });
        expect(again.visited.find((url) => url.startsWith(entra.origin))).toContain('prompt=login');
        const second = decodeJwt((await redeem(again)).id_token);
        expect(second.sub).toBe(first.sub);
        expect(Number(second.auth_time)).toBeGreaterThan(Number(first.auth_time));
      },
      'oidcc-prompt-none-not-logged-in': async () => {
        const { answer, visited } = await authorize(new CookieBrowser(), { prompt: 'none' });
        expect([answer.get('error'), answer.get('code')]).toEqual(['login_required', null]);
        expect(visited.some((url) => url.includes('/sso/'))).toBe(false);
      },
      'oidcc-prompt-none-logged-in': async () => {
        const { browser } = await signedIn();
        const first = decodeJwt((await redeem(await authorize(browser))).id_token);
        const second = decodeJwt((await redeem(await authorize(browser, { prompt: 'none' }))).id_token);
        expect([second.sub, second.auth_time]).toEqual([first.sub, first.auth_time]);
      },
      'oidcc-max-age-1': async () => {
        const { user, browser } = await signedIn();
        await ago(user.id, 60);
        const first = decodeJwt((await redeem(await authorize(browser, { max_age: '10000' }))).id_token);
        const again = await authorize(browser, { max_age: '1' });
        expect(again.visited.some((url) => url.startsWith(entra.origin))).toBe(true);
        const second = decodeJwt((await redeem(again)).id_token);
        expect(second.sub).toBe(first.sub);
        expect(Number(second.auth_time)).toBeGreaterThan(Number(first.auth_time));
      },
      'oidcc-max-age-10000': async () => {
        const { browser } = await signedIn();
        const first = decodeJwt((await redeem(await authorize(browser))).id_token);
        const again = await authorize(browser, { max_age: '10000' });
        expect(again.visited.some((url) => url.startsWith(entra.origin))).toBe(false);
        const second = decodeJwt((await redeem(again)).id_token);
        expect(second.auth_time).toEqual(expect.any(Number));
        expect([second.sub, second.auth_time]).toEqual([first.sub, first.auth_time ?? second.auth_time]);
      },
      'oidcc-id-token-hint': async () => {
        const { browser } = await signedIn();
        const { id_token: hint } = await redeem(await authorize(browser));
        const again = await authorize(browser, { prompt: 'none', id_token_hint: hint });
        expect(decodeJwt((await redeem(again)).id_token).sub).toBe(decodeJwt(hint).sub);
      },
      'oidcc-codereuse': async () => {
        const { browser } = await signedIn();
        const authorized = await authorize(browser);
        const { access_token: access } = await redeem(authorized);
        const again = await ask('/token', { ...codeForm(authorized), ...secret() });
        expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
        expect((await userInfo({ headers: { authorization: `Bearer ${access}` } })).status).toBe(401);
      },
      'oidcc-ensure-registered-redirect-uri': async () => {
        const { browser } = await signedIn();
        const { status, answer } = await authorize(browser, {
          redirect_uri: 'https://elsewhere.example/callback',
        });
        expect([status, answer.size]).toEqual([400, 0]);
      },
      'oidcc-redirect-uri-query-OK': async () => {
        const { browser } = await signedIn();
        const uri = `${application.redirectUri}?foo=bar`;
        const authorized = await authorize(browser, { redirect_uri: uri });
        expect(authorized.answer.get('foo')).toBe('bar');
        await redeem(authorized, { redirect_uri: uri });
      },
      'oidcc-redirect-uri-query-mismatch': async () => {
        const { browser } = await signedIn();
        const { status } = await authorize(browser, { redirect_uri: `${application.redirectUri}?foo=baz` });
        expect(status).toBe(400);
      },
      'oidcc-redirect-uri-query-added': async () => {
        const { browser } = await signedIn();
        const { status } = await authorize(browser, {
          redirect_uri: `${application.redirectUri}?foo=bar&x=y`,
        });
        expect(status).toBe(400);
      },
      'oidcc-redirect-uri-regfrag': async () => {
        const redirectUris = ['https://checkin.example/callback#fragment'];
        const answer = await service.admin('POST', '/applications', { name: 'Fragment', redirectUris });
        expectProblem(answer, 400, ['redirectUris']);
      },
      'oidcc-ensure-post-request-succeeds': async () => {
        const { browser } = await signedIn();
        const { url, verifier } = await application.begin();
        const body = new URLSearchParams(new URL(url).search);
        const response = await browser.send(`${service.url}/oidc/authorize`, { method: 'POST', body });
        const next = new URL(String(response.headers.get('location')), service.url);
        const { url: end } = await browser.go(next.href, (target) => target.startsWith(application.origin));
        await redeem({ answer: new URL(end).searchParams, verifier, visited: [], status: null });
      },
      'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported': async () => {
        const { browser } = await signedIn();
        const { answer } = await authorize(browser, { request: 'eyJhbGciOiJub25lIn0.e30.' });
        expect([answer.get('error'), answer.get('code')]).toEqual(['request_not_supported', null]);
      },
      'oidcc-ensure-request-object-with-redirect-uri': async () => {
        const { browser } = await signedIn();
        const { answer } = await authorize(browser, { request_uri: 'https://checkin.example/request' });
        expect([answer.get('error'), answer.get('code')]).toEqual(['request_uri_not_supported', null]);
      },
      'oidcc-claims-essential': async () => {
        const { browser } = await signedIn();
        const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
        await redeem(await authorize(browser, { claims }));
      },
      'oidcc-refresh-token': async () => {
        const { browser } = await signedIn();
        const first = await redeem(await authorize(browser, OFFLINE));
        const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' };
        const { status, body } = await ask('/token', { ...form, ...secret() });
        expect(status).toBe(200);
        const [before, after] = [decodeJwt(first.id_token), await verified(body.id_token)];
        expect([after.iss, after.sub, after.aud]).toEqual([before.iss, before.sub, before.aud]);
        expect(body.access_token).not.toBe(first.access_token);
      },
      'oidcc-ensure-request-with-valid-pkce-succeeds': async () => {
        const { browser } = await signedIn();
        const authorized = await authorize(browser);
        await redeem(authorized);
        const wrong = await ask('/token', {
          ...codeForm(await authorize(browser)),
          ...secret(),
          code_verifier: 'x'.repeat(43),
        });
        expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_grant']);
      },
      ...Object.fromEntries(
        (
          [
            ['oidcc-display-page', { display: 'page' }],
            ['oidcc-display-popup', { display: 'popup' }],
            ['oidcc-login-hint', { login_hint: 'bob@example.com' }],
            ['oidcc-ui-locales', { ui_locales: 'se fr' }],
            ['oidcc-claims-locales', { claims_locales: 'se fr' }],
            ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
            ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
          ] as const
        ).map(([test, parameters]) => [
          test,
          async () => {
            const { user, browser } = await signedIn();
            const { id_token: token } = await redeem(await authorize(browser, parameters));
            expect(decodeJwt(token).sub).toBe(user.id);
          },
        ]),
      ),
    },
    configuration: {
      'oidcc-discovery-endpoint-verification': async () => {
        const response = await fetch(`${service.url}/oidc/.well-known/openid-configuration`);
        const document = (await response.json()) as any;
        expect(document.issuer).toBe(`${service.url}/oidc`);
        for (const member of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
          expect(document[member]).toMatch(new RegExp(`^${service.url}/oidc/`));
        expect(document.scopes_supported).toContain('openid');
        expect(document.id_token_signing_alg_values_supported).toContain('RS256');
        expect(document.subject_types_supported).toEqual(['public']);
        const { keys } = (await (await fetch(document.jwks_uri)).json()) as any;
        for (const key of keys) {
          expect(key).toMatchObject({
            kty: 'RSA',
            use: 'sig',
            kid: expect.any(String),
            n: expect.any(String),
          });
          expect(key).not.toHaveProperty('d');
        }
      },
      'oidcc-server-rotate-keys': async () => {
        const kids = async () => {
          const { keys } = (await (await fetch(`${service.url}/oidc/jwks`)).json()) as any;
          return keys.map(({ kid }: any) => kid) as string[];
        };
        const { browser } = await signedIn();
        const { id_token: old } = await redeem(await authorize(browser));
        const kid = await service.app.get(SigningKeys, { strict: false }).replace();
        await until('the new key is published', async () => (await kids()).includes(kid));
        const { id_token: fresh } = await redeem(await authorize(browser));
        expect(decodeProtectedHeader(fresh).kid).toBe(kid);
        await verified(fresh);
        await verified(old);
      },
    },
    'RP-initiated logout': Object.fromEntries(
      (
        [
          [
            'oidcc-rp-initiated-logout',
            (hint, uri) => ({ id_token_hint: hint, post_logout_redirect_uri: uri, state: 's-1' }),
            '?state=s-1',
          ],
          [
            'oidcc-rp-initiated-logout-no-state',
            (hint, uri) => ({ id_token_hint: hint, post_logout_redirect_uri: uri }),
            '',
          ],
          [
            'oidcc-rp-initiated-logout-no-post-logout-redirect-uri',
            (hint) => ({ id_token_hint: hint }),
            null,
          ],
          ['oidcc-rp-initiated-logout-no-params', () => ({}), null],
          ['oidcc-rp-initiated-logout-only-state', () => ({ state: 's-1' }), null],
          [
            'oidcc-rp-initiated-logout-no-id-token-hint',
            (_hint, uri) => ({ post_logout_redirect_uri: uri }),
            null,
          ],
          [
            'oidcc-rp-initiated-logout-bad-id-token-hint',
            (_hint, uri) => ({ id_token_hint: 'x.y.z', post_logout_redirect_uri: uri }),
            400,
          ],
          [
            'oidcc-rp-initiated-logout-modified-id-token-hint',
            (hint, uri) => ({ id_token_hint: `${hint.slice(0, -8)}AAAAAAAA`, post_logout_redirect_uri: uri }),
            400,
          ],
          [
            'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
            (hint) => ({ id_token_hint: hint, post_logout_redirect_uri: 'https://elsewhere.example/' }),
            400,
          ],
          [
            'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
            (hint, uri) => ({ id_token_hint: hint, post_logout_redirect_uri: `${uri}?foo=bar` }),
            400,
          ],
        ] as [string, (hint: string, uri: string) => Record<string, string>, string | number | null][]
      ).map(([test, parameters, expected]) => [
        test,
        async () => {
          const { browser } = await signedIn();
          const { id_token: hint } = await redeem(await authorize(browser));
          const uri = `${application.origin}/`;
          const query = new URLSearchParams(parameters(hint, uri)).toString();
          const page = await browser.send(`${service.url}/oidc/logout?${query}`);
          expect(page.status).toBe(typeof expected === 'number' ? expected : 200);
          if (typeof expected === 'number') return;
          const left = await confirmLogout(browser, await page.text());
          expect(left.headers.get('location')).toBe(
            expected === null ? `${service.url}/oidc/logout/success` : uri + expected,
          );
          const { answer } = await authorize(browser, { prompt: 'none' });
          expect(answer.get('error')).toBe('login_required');
        },
      ]),
    ),
    'back-channel logout': {
      'oidcc-backchannel-rp-initiated-logout': async () => {
        const { user, browser } = await signedIn();
        const { id_token: hint } = await redeem(await authorize(browser));
        const { sid } = decodeJwt(hint) as { sid: string };
        const page = await browser.send(`${service.url}/oidc/logout?id_token_hint=${hint}`);
        await confirmLogout(browser, await page.text());
        const told = () => application.logoutTokens.find((token) => decodeJwt(token).sid === sid);
        await until('the application is told', () => told() !== undefined);
        const token = told() ?? '';
        const claims = await verified(token);
        expect(claims).toMatchObject({
          sub: user.id,
          sid,
          events: { [LOGOUT_EVENT]: {} },
          jti: expect.any(String),
        });
        expect(claims).not.toHaveProperty('nonce');
        expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(120);
        expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'logout+jwt' });
      },
    },
  };
  const confirmLogout = (browser: CookieBrowser, html: string) => {
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
    return browser.send(action, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) });
  };

  for (const [profile, tests] of Object.entries(profiles)) {
    describe(profile, () => {
      it.each(Object.keys(tests))('%s', async (test) => {
        await tests[test]?.();
      });
    });
  }

  it('is in the table, and each of the table is here', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/openid-conformance.md'), 'utf8');
    const named = [...text.matchAll(/^\| `(oidcc-[\w-]+)`/gm)].map(([, test]) => test);
    expect([...named].sort()).toEqual(
      Object.values(profiles)
        .flatMap((tests) => Object.keys(tests))
        .sort(),
    );
  });
});
