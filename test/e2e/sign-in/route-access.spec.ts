import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/** What anyone may call; whatever is not here needs a credential. */
const PUBLIC = [
  /^GET \/docs(?:-json|-yaml)?(?:\/|$)/,
  // Leads to the console.
  /^GET \/$/,
  /^GET \/health\/(?:live|ready)$/,
  /^GET \/\.well-known\/oauth-authorization-server$/,
  /^POST \/oauth\/token$/,
  // The OpenID Provider, which authenticates applications itself.
  /^\w+ \/oidc(?:\/|$)/,
  // Where a mail's link leads, with a signed token.
  /^(?:GET|POST) \/contacts\/unsubscribe\/:token$/,
  // Signs in, with a credential in the body.
  /^POST \/console\/session(?:\/link)?$/,
  // What the sign-in page offers.
  /^GET \/console\/session\/ways$/,
  // Where people sign in: what counts is what Entra says of them. Without a session, /me leads there.
  /^GET \/sso\/(?:login|callback|signed-out)$/,
  /^GET \/me$/,
  // Without a session, there is nothing to sign out of.
  /^POST \/(?:sso\/logout|me\/sign-out-everywhere)$/,
  // The credential is the signed token in the body.
  /^POST \/sso\/backchannel-logout$/,
  // The files of the console, in which there is nothing of anybody.
  /^GET \/console(?:\/\*)?$/,
  /^\w+ \/scim\/v2\/(?:ServiceProviderConfig|Schemas|ResourceTypes)(?:\/:\w+)?$/,
];

onEveryDatabase('every route that there is', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let routes: string[];

  beforeAll(async () => {
    service = await TestService.start(name, { SSO_CLIENT_ID: 'application', SSO_CLIENT_SECRET: 'secret' });
    tenant = await service.createTenant();
    routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter(
        (route) =>
          /^(?:GET|POST|PUT|PATCH|DELETE) /.test(route) && !PUBLIC.some((pattern) => pattern.test(route)),
      );
  });
  afterAll(() => service.stop());

  const statusOf = async (route: string, authorization?: string): Promise<number> => {
    const [method = '', pattern = ''] = route.split(' ');
    const target = pattern.replaceAll(/:\w+/g, 'unknown').replaceAll('*', 'unknown');
    const response = await fetch(service.url + target, {
      method,
      headers: authorization === undefined ? {} : { authorization },
    });
    await response.text();
    return response.status;
  };

  it('refuses whoever shows nothing, unless it is public', async () => {
    expect(routes.length).toBeGreaterThan(50);
    for (const route of routes) expect([route, await statusOf(route)]).toEqual([route, 401]);
  });

  it('lets the holder of a read-only link read status, log, users and groups, and nothing else', async () => {
    const own = `/tenants/${tenant.id}`;
    const { body: link } = await service.admin('POST', `${own}/setup-links`, { access: 'read' });
    const reader = await TestConsole.signIn(service.url, { setupSecret: link.url.split('#')[1] });
    const open: string[] = [];
    for (const route of routes.filter((each) => each.includes(' /admin/'))) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replace(':id', tenant.id).replaceAll(/:\w+/g, 'unknown');
      const { status } = await reader.request(method, path);
      if (status !== 403) open.push(route);
    }
    expect(open.sort()).toEqual(
      [
        '',
        '/status',
        '/log-bodies',
        '/provisioning-log',
        '/provisioning-log/export',
        '/provisioning-log/:entryId',
        '/users',
        '/users/:userId',
        '/groups',
        '/groups/:groupId',
        '/groups/:groupId/members',
      ]
        .map((path) => `GET /admin/v1/tenants/:id${path}`)
        .sort(),
    );
    const other = await service.createTenant();
    expect((await reader.admin('GET', `/tenants/${other.id}/status`)).status).toBe(403);
    const { body: audit } = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=200`);
    expect(audit.items.map((each: any) => each.actor.kind)).toContain('read-only-link');
    expect(audit.items.find((each: any) => each.action === 'setup-link.create').detail.access).toBe('read');
  });

  it('refuses an access code outside of SCIM, and the admin token in it', async () => {
    expect(new Set(routes.map((route) => route.includes(' /scim/')))).toEqual(new Set([true, false]));
    for (const route of routes) {
      const isScim = route.includes(' /scim/');
      const other = isScim ? ADMIN_TOKEN : tenant.accessCode;
      expect([route, await statusOf(route, `Bearer ${other}`)]).toEqual([route, 401]);
    }
  });
});
