import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { PersonSessions } from '../../../src/sessions/person-sessions.service.js';
import { onEveryDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { TestService } from '../../support/service.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import { USER, type TestTenant } from '../../support/tenant.js';
import { until } from '../../support/until.js';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

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
    const tokens = await at.signIn(browser, { scope: 'openid profile offline_access', prompt: 'consent' });
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

  it('leaves no token behind, when sign-ins race with disables', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => tenant.createUser()));
    const outcomes = await Promise.all(
      people.map(async ({ id }) => {
        const browser = await signedInBrowser(service, tenant.id, id);
        const [tokens] = await Promise.all([
          application.signIn(browser).catch(() => null),
          tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]),
        ]);
        return tokens;
      }),
    );
    for (const tokens of outcomes)
      if (tokens !== null) expect((await me(tokens.access_token)).status).toBe(401);
    const left = await service.storage.rows<{ kind: string }>(
      `SELECT kind FROM oidc_artifacts WHERE user_id IN (${people.map(() => '?').join(', ')})`,
      people.map(({ id }) => id),
    );
    expect(left).toEqual([]);
  });
});
