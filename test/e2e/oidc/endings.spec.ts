import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { authorizationCodeGrant } from 'openid-client';
import { PersonSessions } from '../../../src/sessions/person-sessions.service.js';
import type { CookieBrowser } from '../../support/cookie-browser.js';
import { onEveryDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { TestService } from '../../support/service.js';
import { inParallel } from '../../support/parallel.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import { USER, type TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const OFFLINE = { scope: 'openid profile offline_access', prompt: 'consent' };

interface Person {
  readonly id: string;
  readonly userName: string;
}

onEveryDatabase('a person who is signed in to an application', (name) => {
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

  const signIn = async (of = tenant, at = application) => {
    const user: Person = await of.createUser();
    const browser = await signedInBrowser(service, of.id, user.id);
    const tokens = await at.signIn(browser, OFFLINE);
    const sid = tokens.claims()?.sid as string;
    return { user, browser, sid, access: tokens.access_token, refresh: tokens.refresh_token ?? '' };
  };

  const me = async (token: string, method = 'GET', path = '') => {
    const response = await fetch(`${service.url}/scim/v2/Me${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };

  const isTold = (sid: string, by = application) =>
    by.logoutTokens.some((token) =>
      Buffer.from(token.split('.')[1] ?? '', 'base64url')
        .toString()
        .includes(sid),
    );

  it('reads who it is, with groups, and changes nothing', async () => {
    const { user, access } = await signIn();
    const group = await tenant.createGroup({ displayName: 'Ushers', members: [{ value: user.id }] });
    const { status, body } = await me(access);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: user.id, groups: [{ value: group.id, display: 'Ushers' }] });
    expect((await me(access, 'GET', '?attributes=userName')).body).toEqual({
      schemas: [USER],
      id: user.id,
      userName: user.userName,
    });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await me(access, method)).status).toBe(403);
    expect((await me(access, 'GET', '/groups')).status).toBe(403);
    expect((await me(tenant.accessCode)).status).toBe(501);
    expect((await me(`${access.slice(0, -1)}x`)).status).toBe(401);
  });

  it('opens nothing else with the access token', async () => {
    const { access } = await signIn();
    const headers = { authorization: `Bearer ${access}` };
    for (const path of [
      '/scim/v2/Users',
      '/scim/v2/Groups',
      '/admin/v1/tenants',
      '/admin/v1/applications',
      '/metrics',
    ])
      expect([path, (await fetch(service.url + path, { headers })).status]).toEqual([path, 401]);
  });

  it.each<[string, (person: Person) => Promise<unknown>]>([
    [
      'PATCH with a path',
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
    ],
    [
      'PATCH without a path',
      ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
    ],
    ['PUT', ({ id, userName }) => tenant.put(`/Users/${id}`, { schemas: [USER], userName, active: false })],
    ['DELETE', ({ id }) => tenant.delete(`/Users/${id}`)],
    [
      'Bulk',
      ({ id }) =>
        tenant.post('/Bulk', {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
          Operations: [{ method: 'DELETE', path: `/Users/${id}` }],
        }),
    ],
    [
      'the end of all sessions',
      ({ id }) => service.app.get(PersonSessions, { strict: false }).endOfUser(tenant.id, id),
    ],
  ])('is out at once after %s, and the application is told', async (_what, end) => {
    const { user, sid, access, refresh } = await signIn();
    expect((await me(access)).status).toBe(200);
    await end(user);
    expect((await me(access)).status).toBe(401);
    await expect(application.userInfo(access, user.id)).rejects.toThrow();
    await expect(application.refresh(refresh)).rejects.toThrow();
    await until('the application is told', () => isTold(sid));
  });

  describe('through one of several sessions', () => {
    const sessionOf = (browser: CookieBrowser) =>
      browser.all().flatMap((cookie) => /^invitedesk-person=(idp_\w{8}_\w+)/.exec(cookie)?.[1] ?? [])[0] ??
      '';
    const people = () => service.app.get(PersonSessions, { strict: false });
    const signInTwice = async () => {
      const first = await signIn();
      const browser = await signedInBrowser(service, tenant.id, first.user.id, service.url, randomUUID());
      const tokens = await application.signIn(browser, OFFLINE);
      return { first, second: { browser, tokens, sid: tokens.claims()?.sid as string } };
    };
    const formToken = async (browser: CookieBrowser) =>
      /name="token" value="([\w-]+)"/.exec(await (await browser.send(`${service.url}/me`)).text())?.[1] ?? '';

    it.each<[string, (browser: CookieBrowser) => Promise<unknown>]>([
      [
        'an admin',
        (browser) =>
          service.admin('DELETE', `/tenants/${tenant.id}/person-sessions/${sessionOf(browser).slice(0, 12)}`),
      ],
      [
        'the person',
        async (browser) =>
          browser.send(`${service.url}/sso/logout`, {
            method: 'POST',
            body: new URLSearchParams({ token: await formToken(browser) }),
          }),
      ],
      [
        'Entra',
        async (browser) => {
          const [row] = await service.storage.rows<{ entraSession: string }>(
            'SELECT entra_session AS entraSession FROM person_sessions WHERE hint = ?',
            [sessionOf(browser).slice(0, 12)],
          );
          await people().endByEntra(tenant.id, { session: row?.entraSession ?? '' });
        },
      ],
    ])('is out of the applications of that one, when %s ends it', async (_who, end) => {
      const { first, second } = await signInTwice();
      await end(second.browser);
      expect((await me(second.tokens.access_token)).status).toBe(401);
      await expect(application.refresh(second.tokens.refresh_token ?? '')).rejects.toThrow();
      await until('the application is told', () => isTold(second.sid));
      expect((await me(first.access)).status).toBe(200);
      expect((await application.refresh(first.refresh)).claims()?.sub).toBe(first.user.id);
      const left = await service.storage.rows<{ dueAt: number | null }>(
        'SELECT due_at AS dueAt FROM application_sign_ins WHERE user_id = ?',
        [first.user.id],
      );
      expect(left.map(({ dueAt }) => dueAt)).toEqual([null]);
    });

    it('stays signed in to them when the same person signs in again in that browser', async () => {
      const { user, browser, access } = await signIn();
      const earlier = await people().find(sessionOf(browser));
      if ('reason' in earlier) throw new Error(earlier.reason);
      const visit = { address: '127.0.0.1', userAgent: null, entraSession: null, entraSubject: null };
      const again = { tenantId: tenant.id, userId: user.id, ...visit, endsBy: null, earlier };
      const opened = await people().open(again);
      if (typeof opened === 'string') throw new Error(opened);
      expect((await me(access)).status).toBe(200);
      expect(await people().find(sessionOf(browser))).toMatchObject({ reason: 'unknown' });
      await people().end(opened.hint);
      expect((await me(access)).status).toBe(401);
    });

    it('gets nothing with a code when the session ended before its use', async () => {
      const user: Person = await tenant.createUser();
      const browser = await signedInBrowser(service, tenant.id, user.id);
      const { callback, verifier, state, nonce } = await application.callback(browser);
      await people().end(sessionOf(browser).slice(0, 12));
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
      await expect(authorizationCodeGrant(application.configuration, callback, checks)).rejects.toThrow();
    });
  });

  it('is out with its tenant, and all applications are told', async () => {
    const other = await service.createTenant('Contoso');
    const { sid, access, refresh } = await signIn(other);
    await service.admin('PUT', `/tenants/${other.id}/provisioning`, { enabled: false });
    expect((await me(access)).status).toBe(401);
    await expect(application.refresh(refresh)).rejects.toThrow();
    await until('the application is told', () => isTold(sid));
    await service.admin('PUT', `/tenants/${other.id}/provisioning`, { enabled: true });
    await expect(application.refresh(refresh)).rejects.toThrow();
  });

  it('stays out after coming back', async () => {
    const { user, access, refresh } = await signIn();
    for (const value of [false, true])
      await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value }]);
    expect((await me(access)).status).toBe(401);
    await expect(application.refresh(refresh)).rejects.toThrow();
  });

  it('is told of with a logout token as OpenID Connect wants it, until the application has it', async () => {
    const deaf = await OidcApplication.register(service);
    deaf.logoutAnswers.push(500, 400);
    const { user, sid } = await signIn(tenant, deaf);
    await tenant.delete(`/Users/${user.id}`);
    await until('the third delivery', () => deaf.logoutTokens.length === 3);
    const [token = ''] = deaf.logoutTokens.slice(-1);
    const keys = createRemoteJWKSet(new URL(`${service.url}/oidc/jwks`));
    const { payload } = await jwtVerify(token, keys, {
      issuer: `${service.url}/oidc`,
      audience: deaf.clientId,
      typ: 'logout+jwt',
      algorithms: ['RS256'],
    });
    expect(payload).toMatchObject({ sub: user.id, sid, events: { [LOGOUT_EVENT]: {} } });
    expect(payload).not.toHaveProperty('nonce');
    expect(decodeProtectedHeader(token).kid).toBeDefined();
    await until('nothing is left to deliver', async () => {
      const rows = await service.storage.rows('SELECT id FROM application_sign_ins WHERE id = ?', [sid]);
      return rows.length === 0;
    });
    await deaf.close();
  });

  it('gets no token when the disable came between the code and its use', async () => {
    const user: Person = await tenant.createUser();
    const browser = await signedInBrowser(service, tenant.id, user.id);
    const { callback, verifier } = await application.callback(browser);
    await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: false }]);
    const response = await fetch(`${service.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: application.clientId,
        client_secret: application.clientSecret,
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: application.redirectUri,
        code_verifier: verifier,
      }),
    });
    expect(response.status).toBe(400);
  });

  it('leaves nothing behind, when 200 sign-ins race with disables and deletes', async () => {
    const people = await inParallel(25, () => tenant.createUser());
    const signInOnce = async (id: string) => {
      const browser = await signedInBrowser(service, tenant.id, id).catch(() => null);
      return browser === null ? null : application.signIn(browser, OFFLINE).catch(() => null);
    };
    const outcomes: (Awaited<ReturnType<typeof signInOnce>> | undefined)[] = [];
    // A few people at a time: sign-ins wait for the write that ends their own person, not for each other.
    for (let start = 0; start < people.length; start += 5) {
      await Promise.all(
        people.slice(start, start + 5).map(async ({ id }, index) => {
          const signIns = () => [1, 2, 3, 4].map(() => signInOnce(id));
          const before = signIns();
          // One of them is through, so that there is something to end.
          const first = await before[0];
          const end =
            index % 2 === 0
              ? tenant.delete(`/Users/${id}`)
              : tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
          const beside = signIns();
          expect((await end).status).toBeLessThan(300);
          outcomes.push(first, ...(await Promise.all([...before.slice(1), ...beside])));
        }),
      );
    }
    expect(outcomes).toHaveLength(200);
    expect(outcomes.filter((tokens) => tokens !== null).length).toBeGreaterThan(0);
    for (const tokens of outcomes) {
      if (tokens == null) continue;
      // After many wrong tokens from one address, further ones are 429; a token that works never is.
      expect([401, 429]).toContain((await me(tokens.access_token)).status);
      await expect(application.refresh(tokens.refresh_token ?? '')).rejects.toThrow();
    }
    for (const [table, condition] of [
      ['person_sessions', ''],
      ['oidc_artifacts', ''],
      ['application_sign_ins', ' AND due_at IS NULL'],
    ]) {
      const left = await service.storage.rows(
        `SELECT user_id FROM ${table} WHERE user_id IN (${people.map(() => '?').join(', ')})${condition}`,
        people.map(({ id }) => id),
      );
      expect([table, left]).toEqual([table, []]);
    }
  }, 180_000);
});
