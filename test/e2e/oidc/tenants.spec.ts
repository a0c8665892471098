import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import type { CookieBrowser } from '../../support/cookie-browser.js';
import { onEveryDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { TestService } from '../../support/service.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import type { TestTenant } from '../../support/tenant.js';

/** A person of one tenant with all that a sign-in gives. */
interface Insider {
  readonly tenant: TestTenant;
  readonly user: { readonly id: string; readonly userName: string };
  readonly group: { readonly id: string };
  readonly browser: CookieBrowser;
  readonly session: string;
  readonly access: string;
  readonly refresh: string;
  readonly idToken: string;
}

onEveryDatabase('of two tenants whose people are alike', (name) => {
  let service: TestService;
  let application: OidcApplication;
  let ours: Insider;
  let theirs: Insider;
  let routes: string[];
  const objectId = randomUUID();

  beforeAll(async () => {
    service = await TestService.start(name, oidcSettings(name));
    application = await OidcApplication.register(service);
    ours = await insiderOf(await service.createTenant('Contoso'));
    theirs = await insiderOf(await service.createTenant('Fabrikam'));
    routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => /^(?:GET|POST|PUT|PATCH|DELETE) /.test(route));
  });
  afterAll(async () => {
    await application.close();
    await service.stop();
  });

  /** An admin of the tenant with the same name and object id as in the other. */
  const insiderOf = async (tenant: TestTenant): Promise<Insider> => {
    const user = await tenant.createUser({ userName: 'ann@example.com', externalId: objectId });
    const group = await tenant.createGroup({ displayName: 'Admins', members: [{ value: user.id }] });
    await service.admin('PUT', `/tenants/${tenant.id}/admin-access`, { groupIds: [group.id], roles: [] });
    return { tenant, user, group, ...(await signIn(tenant, user.id)) };
  };
  const signIn = async (tenant: TestTenant, userId: string) => {
    const browser = await signedInBrowser(service, tenant.id, userId);
    const tokens = await application.signIn(browser, {
      scope: 'openid profile offline_access',
      prompt: 'consent',
    });
    return {
      browser,
      session: cookieIn(browser, 'invitedesk-person').slice(0, 12),
      access: tokens.access_token,
      refresh: tokens.refresh_token ?? '',
      idToken: tokens.id_token ?? '',
    };
  };
  const cookieIn = (browser: CookieBrowser, cookie: string) =>
    browser
      .all()
      .flatMap((each) =>
        each.startsWith(`${cookie}=`) ? (each.slice(cookie.length + 1).split(';')[0] ?? '') : [],
      )[0] ?? '';
  const asOurs = (method: string, path: string) =>
    ours.browser.send(service.url + path, { method, headers: { 'x-invitedesk-console': 'user' } });

  describe('the cookies of one open', () => {
    it('no route of the other', async () => {
      const ofTenants = routes.filter((route) => route.includes('/tenants/:id'));
      expect(ofTenants.length).toBeGreaterThan(40);
      for (const route of ofTenants) {
        const [method = '', pattern = ''] = route.split(' ');
        const path = pattern
          .replace('/tenants/:id', `/tenants/${theirs.tenant.id}`)
          .replace(':userId', theirs.user.id)
          .replace(':groupId', theirs.group.id)
          .replace(':sessionId', theirs.session)
          .replaceAll(/:\w+/g, 'x');
        const response = await asOurs(method, path);
        await response.text();
        expect([route, response.status]).toEqual([route, 403]);
      }
    });

    it('nothing of the other under the own tenant', async () => {
      const own = `/admin/v1/tenants/${ours.tenant.id}`;
      expect((await asOurs('GET', `${own}/users/${ours.user.id}`)).status).toBe(200);
      for (const [method, path] of [
        ['GET', `/users/${theirs.user.id}`],
        ['GET', `/groups/${theirs.group.id}`],
        ['GET', `/groups/${theirs.group.id}/members`],
        ['DELETE', `/person-sessions/${theirs.session}`],
      ] as const)
        expect([path, (await asOurs(method, own + path)).status]).toEqual([path, 404]);
      const { items } = (await (
        await asOurs('GET', `${own}/person-sessions?userId=${theirs.user.id}`)
      ).json()) as any;
      expect(items).toEqual([]);
      expect((await theirs.browser.send(`${service.url}/me`)).status).toBe(200);
    });

    it('the own page and the own console', async () => {
      const page = await (await ours.browser.send(`${service.url}/me`)).text();
      expect([page.includes('Contoso'), page.includes('Fabrikam')]).toEqual([true, false]);
      const session = (await (await asOurs('GET', '/console/session')).json()) as any;
      expect(session.tenant).toEqual({ id: ours.tenant.id, name: 'Contoso' });
    });

    it('no form of the other', async () => {
      const page = await (await theirs.browser.send(`${service.url}/me`)).text();
      const token = /name="token" value="([\w-]+)"/.exec(page)?.[1] ?? '';
      for (const path of ['/sso/logout', '/me/sign-out-everywhere']) {
        const body = new URLSearchParams({ token });
        const response = await ours.browser.send(service.url + path, { method: 'POST', body });
        expect([path, response.status]).toEqual([path, 403]);
      }
    });

    it('no sign-in to an application as the other, whatever cookies of the provider are there', async () => {
      const mixed = await signedInBrowser(service, ours.tenant.id, ours.user.id);
      for (const cookie of theirs.browser.all().filter((each) => each.startsWith('invitedesk-oidc')))
        mixed.keep(service.url, cookie);
      const tokens = await application.signIn(mixed);
      expect(tokens.claims()).toMatchObject({ sub: ours.user.id, tenant: ours.tenant.id });
    });

    it('no sign-in that the other has begun', async () => {
      const begun = await application.begin();
      const started = await signedInBrowser(service, theirs.tenant.id, theirs.user.id);
      const { url } = await started.go(begun.url, (target) => target.includes('/oidc/interaction/'));
      const stolen = await ours.browser.send(url);
      expect(stolen.status).toBe(404);
    });
  });

  describe('the tokens of one', () => {
    const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

    it('are about the own person alone, wherever they are shown', async () => {
      for (const { access, user, tenant } of [ours, theirs]) {
        const me = await fetch(`${service.url}/scim/v2/Me`, { headers: bearer(access) });
        expect(((await me.json()) as any).id).toBe(user.id);
        expect(await application.userInfo(access, user.id)).toMatchObject({
          sub: user.id,
          tenant: tenant.id,
        });
        const renewed = await application.refresh((await signIn(tenant, user.id)).refresh);
        expect(renewed.claims()).toMatchObject({ sub: user.id, tenant: tenant.id });
      }
      expect(decodeJwt(ours.idToken)).toMatchObject({ sub: ours.user.id, tenant: ours.tenant.id });
    });

    it.each(['access', 'refresh', 'idToken'] as const)('open no other route: %s', async (kind) => {
      const closed = routes.filter(
        (route) =>
          /^\w+ \/(?:scim|admin|metrics)/.test(route) &&
          !/\/(?:ServiceProviderConfig|Schemas|ResourceTypes|Me)(?:\/|$)/.test(route),
      );
      expect(closed.length).toBeGreaterThan(60);
      for (const route of closed) {
        const [method = '', pattern = ''] = route.split(' ');
        const path = pattern
          .replace('/tenants/:id', `/tenants/${theirs.tenant.id}`)
          .replace('/Users/:id', `/Users/${theirs.user.id}`)
          .replaceAll(/:\w+/g, 'x')
          .replaceAll('*', 'x');
        const response = await fetch(service.url + path, { method, headers: bearer(ours[kind]) });
        await response.text();
        // Guesses are limited, too.
        expect([route, [401, 429]]).toEqual([route, expect.arrayContaining([response.status])]);
      }
    });

    it('read nothing of the other through parameters', async () => {
      const headers = bearer(ours.access);
      for (const query of [`?id=${theirs.user.id}`, `?tenant=${theirs.tenant.id}`]) {
        const response = await fetch(`${service.url}/scim/v2/Me${query}`, { headers });
        expect(((await response.json()) as any).id).toBe(ours.user.id);
      }
      const other = `/scim/v2/Me/${theirs.user.id}`;
      expect([403, 404]).toContain((await fetch(service.url + other, { headers })).status);
    });

    it('as a hint make nobody the other: who is signed in here stays the one who is', async () => {
      const asked = { id_token_hint: theirs.idToken, prompt: 'none' };
      const { callback } = await application.callback(ours.browser, asked);
      expect(callback.searchParams.get('error')).toBe('login_required');
      const page = await ours.browser.send(`${service.url}/oidc/logout?id_token_hint=${theirs.idToken}`);
      expect(page.status).toBe(200);
      expect((await theirs.browser.send(`${service.url}/me`)).status).toBe(200);
    });
  });

  it('a code of one gives the application that person, whoever is signed in where it is redeemed', async () => {
    const form = async ({ browser }: Insider) => {
      const { callback, verifier } = await application.callback(browser);
      return new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: application.clientId,
        client_secret: application.clientSecret,
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: application.redirectUri,
        code_verifier: verifier,
      });
    };
    const body = await form(ours);
    const answer = await theirs.browser.send(`${service.url}/oidc/token`, { method: 'POST', body });
    expect(decodeJwt(((await answer.json()) as any).id_token)).toMatchObject({
      sub: ours.user.id,
      tenant: ours.tenant.id,
    });
    // The verifier of the one does not redeem the code of the other.
    const [own, other] = [await form(ours), await form(theirs)];
    own.set('code', other.get('code') ?? '');
    expect((await fetch(`${service.url}/oidc/token`, { method: 'POST', body: own })).status).toBe(400);
  });

  it('what ends one leaves the other', async () => {
    const [tenant, kept] = [
      await service.createTenant('Leaving'),
      await signIn(theirs.tenant, theirs.user.id),
    ];
    const leaving = await insiderOf(tenant);
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    await expect(application.refresh(leaving.refresh)).rejects.toThrow();
    const headers = { authorization: `Bearer ${kept.access}` };
    expect((await fetch(`${service.url}/scim/v2/Me`, { headers })).status).toBe(200);
    expect((await application.refresh(kept.refresh)).claims()?.sub).toBe(theirs.user.id);
  });
});
