import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CookieBrowser } from '../../support/cookie-browser.js';
import { onEveryDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { TestService } from '../../support/service.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('an application of InviteDesk', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let application: OidcApplication;

  beforeAll(async () => {
    service = await TestService.start(name, oidcSettings(name));
    tenant = await service.createTenant();
    application = await OidcApplication.register(service);
  });
  afterAll(async () => {
    await application.close();
    await service.stop();
  });

  const newPerson = async (attributes?: Record<string, unknown>) => {
    const user = await tenant.createUser(attributes);
    return { user, browser: await signedInBrowser(service, tenant.id, user.id) };
  };

  /** Sends what the application would send to the token end point. */
  const askToken = async (form: Record<string, string>, secret = application.clientSecret) => {
    const response = await fetch(`${service.url}/oidc/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: application.clientId, client_secret: secret, ...form }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };

  const codeOf = async (browser: CookieBrowser) => {
    const { callback, verifier } = await application.callback(browser);
    return {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: application.redirectUri,
      code_verifier: verifier,
    };
  };

  it('signs a person in, and learns what Entra has provisioned', async () => {
    const { user, browser } = await newPerson({
      displayName: 'Ada Lovelace',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ type: 'work', value: 'ada@fabrikam.example' }],
      roles: [{ value: 'planner' }],
    });
    const group = await tenant.createGroup({ displayName: 'Planners', members: [{ value: user.id }] });
    const mappings = [{ groupId: group.id, role: 'lead' }];
    await service.admin('PUT', `/tenants/${tenant.id}/role-mappings`, { mappings });
    const tokens = await application.signIn(browser);
    const expected = {
      sub: user.id,
      tenant: tenant.id,
      name: 'Ada Lovelace',
      preferred_username: user.userName,
      email: 'ada@fabrikam.example',
      groups: [{ id: group.id, name: 'Planners' }],
      roles: ['lead', 'planner'],
    };
    expect(tokens.claims()).toMatchObject(expected);
    expect(await application.userInfo(tokens.access_token, user.id)).toMatchObject(expected);
  });

  it('gets a new access token for a refresh token, with the claims as they are by then', async () => {
    const { user, browser } = await newPerson({ displayName: 'Grace' });
    const tokens = await application.signIn(browser);
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'displayName', value: 'Grace Hopper' }]);
    const renewed = await application.refresh(tokens.refresh_token ?? '');
    expect(renewed.claims()).toMatchObject({ sub: user.id, name: 'Grace Hopper' });
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  });

  it('gets a refresh token that outlives the browser for `offline_access`, without a question', async () => {
    const { user, browser } = await newPerson();
    const asked = { scope: 'openid offline_access', prompt: 'consent' };
    const tokens = await application.signIn(browser, asked);
    expect(tokens.scope).toContain('offline_access');
    await service.storage.transaction((tx) => tx.run("DELETE FROM oidc_artifacts WHERE kind = 'Session'"));
    expect((await application.refresh(tokens.refresh_token ?? '')).claims()?.sub).toBe(user.id);
  });

  it('gets no token of a browser that has signed out, and hears of it', async () => {
    const { browser } = await newPerson();
    const tokens = await application.signIn(browser);
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: `${application.origin}/`,
      state: 'kept',
    });
    const page = await browser.send(`${service.url}/oidc/logout?${query.toString()}`);
    const html = await page.text();
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
    const answer = await browser.send(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(answer.headers.get('location')).toBe(`${application.origin}/?state=kept`);
    await expect(application.refresh(tokens.refresh_token ?? '')).rejects.toThrow();
    const { response } = await browser.go((await application.begin()).url, (url) =>
      url.includes('/sso/login'),
    );
    expect(response).toBeNull();
  });

  it('sends people without a session to Entra, and back to where they were', async () => {
    const { url } = await new CookieBrowser().go((await application.begin()).url, (target) =>
      target.includes('/sso/login'),
    );
    const { pathname, searchParams } = new URL(url);
    expect([pathname, searchParams.get('return_to')]).toEqual([
      '/sso/login',
      expect.stringMatching(/^\/oidc\/interaction\/[\w-]+$/),
    ]);
  });

  it('gets the person who is signed in now, not the one before in this browser', async () => {
    const first = await newPerson();
    await application.signIn(first.browser);
    const second = await newPerson();
    for (const cookie of second.browser.all()) first.browser.keep(service.url, cookie);
    expect((await application.signIn(first.browser)).claims()?.sub).toBe(second.user.id);
  });

  describe('is refused', () => {
    it('a code a second time, and what was issued for it ends', async () => {
      const { user, browser } = await newPerson();
      const form = await codeOf(browser);
      const first = await askToken(form);
      expect(first.status).toBe(200);
      expect(await askToken(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      await expect(application.userInfo(first.body.access_token, user.id)).rejects.toThrow();
    });

    it('a code for all but one of those who use it at once', async () => {
      const { browser } = await newPerson();
      const form = await codeOf(browser);
      const answers = await Promise.all(Array.from({ length: 8 }, () => askToken(form)));
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      const { length } = answers.filter(({ body }) => body.error === 'invalid_grant');
      expect(length).toBeGreaterThanOrEqual(7);
    });

    it('a refresh token a second time, and the ones after it too', async () => {
      const { browser } = await newPerson();
      const { refresh_token: first = '' } = await application.signIn(browser);
      const { refresh_token: second = '' } = await application.refresh(first);
      await expect(application.refresh(first)).rejects.toThrow();
      await expect(application.refresh(second)).rejects.toThrow();
    });

    it.each([
      ['another verifier', { code_verifier: 'x'.repeat(43) }],
      ['no verifier', { code_verifier: '' }],
      ['another redirect URI', { redirect_uri: 'https://evil.example/callback' }],
    ])('a code with %s', async (_what, wrong) => {
      const { browser } = await newPerson();
      expect((await askToken({ ...(await codeOf(browser)), ...wrong })).status).toBe(400);
    });

    it('with a wrong secret', async () => {
      const { browser } = await newPerson();
      const secret = `${application.clientSecret.slice(0, 12)}_${'0'.repeat(49)}`;
      expect(await askToken(await codeOf(browser), secret)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
    });

    it('with the code of another application', async () => {
      const other = await OidcApplication.register(service);
      const { browser } = await newPerson();
      const answer = await askToken({
        ...(await codeOf(browser)),
        client_id: other.clientId,
        client_secret: other.clientSecret,
      });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      await other.close();
    });

    it.each([
      ['no PKCE', { code_challenge: '' }],
      ['plain PKCE', { code_challenge_method: 'plain' }],
      ['the implicit flow', { response_type: 'id_token' }],
    ])('a sign-in with %s', async (_what, wrong) => {
      const { browser } = await newPerson();
      const { callback } = await application.callback(browser, wrong);
      expect(callback.href).toMatch(
        /[?#&]error=(?:invalid_request|unsupported_response_type|unauthorized_client)/,
      );
      expect(callback.href).not.toMatch(/code=/);
    });

    it.each(['https://evil.example/callback', 'APPLICATION/callback/', 'APPLICATION/callback?more=1'])(
      'to be answered at %s',
      async (uri) => {
        const { browser } = await newPerson();
        const redirectUri = uri.replace('APPLICATION', application.origin);
        const { url } = await application.begin({ redirect_uri: redirectUri });
        const response = await browser.send(url);
        expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      },
    );
  });

  it('signs with a key of its own, when it is registered so', async () => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    );
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    const signing = await OidcApplication.register(
      service,
      { authentication: 'private_key_jwt', jwks: [{ kty, crv, x, y, kid: 'own' }] },
      privateKey,
    );
    const { user, browser } = await newPerson();
    expect((await signing.signIn(browser)).claims()?.sub).toBe(user.id);
    await signing.close();
  });

  it('keeps to the basic and back-channel profiles', async () => {
    const response = await fetch(`${service.url}/oidc/.well-known/openid-configuration`);
    expect(await response.json()).toEqual({
      issuer: `${service.url}/oidc`,
      authorization_endpoint: `${service.url}/oidc/authorize`,
      token_endpoint: `${service.url}/oidc/token`,
      userinfo_endpoint: `${service.url}/oidc/userinfo`,
      jwks_uri: `${service.url}/oidc/jwks`,
      end_session_endpoint: `${service.url}/oidc/logout`,
      introspection_endpoint: `${service.url}/oidc/introspect`,
      revocation_endpoint: `${service.url}/oidc/revoke`,
      scopes_supported: ['openid', 'offline_access', 'profile', 'email', 'groups', 'roles'],
      claims_supported: expect.arrayContaining(['sub', 'tenant', 'groups', 'roles', 'sid', 'auth_time']),
      response_types_supported: ['code'],
      response_modes_supported: ['form_post', 'fragment', 'query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
      code_challenge_methods_supported: ['S256'],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
      claim_types_supported: ['normal'],
      claims_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
  });
});
