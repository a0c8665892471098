import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('the headers of an answer', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it('say of everything in SCIM and the admin API, errors too, that it is not to be kept', async () => {
    const routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) =>
        /^(?:GET|POST|PUT|PATCH|DELETE) \/(?:scim|admin|oauth|metrics|console\/session)/.test(route),
      );
    expect(routes.length).toBeGreaterThan(50);
    const kept: string[] = [];
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern
        .replace('/tenants/:id', `/tenants/${tenant.id}`)
        .replaceAll(/:\w+/g, 'unknown')
        .replaceAll('*', 'x');
      for (const token of [null, ADMIN_TOKEN, tenant.accessCode]) {
        // What would take the tenant away, or its codes.
        if (token === ADMIN_TOKEN && method === 'DELETE') continue;
        const answer = await fetch(service.url + path, {
          method,
          headers: token === null ? {} : { authorization: `Bearer ${token}` },
        });
        await answer.text();
        const caching = answer.headers.get('cache-control');
        if (caching !== 'no-store') kept.push(`${route}: ${answer.status} ${caching}`);
      }
    }
    expect(kept).toEqual([]);
  });

  it('say so too of what has a resource, a list, nothing, or never came to a route', async () => {
    const user = await tenant.createUser();
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    const answers = [
      await tenant.get(`/Users/${user.id}`),
      await tenant.get(`/Groups/${group.id}`, { 'if-none-match': group.meta.version }),
      await tenant.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }]),
      await tenant.get('/Users?count=1'),
      await tenant.get('/Schemas', { authorization: undefined }),
      await tenant.delete(`/Users/${user.id}`),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual(
      [200, 304, 204, 200, 200, 204].map((status) => [status, 'no-store']),
    );
    for (const line of ['GET /scim/v2/%zz', 'BREW /scim/v2/Users', 'GET /admin/v1/nothing', 'PUT /nothing']) {
      const { status, headers } = await rawRequest(service.url, [`${line} HTTP/1.1`]);
      expect(status).toBeGreaterThanOrEqual(400);
      expect([line, headers['cache-control']]).toEqual([line, 'no-store']);
    }
  });

  it.each([
    ['another', 'Host: other.example'],
    ['the same', null],
    ['one in capitals', 'HOST: other.example'],
    ['an empty one', 'Host: '],
  ])('are of no request with a second Host: %s', async (_title, second) => {
    const line = second ?? `Host: ${new URL(service.url).host}`;
    for (const [path, token] of [
      ['/scim/v2/Users', tenant.accessCode],
      ['/admin/v1/tenants', ADMIN_TOKEN],
      ['/health/live', 'none'],
    ]) {
      const head = [`GET ${path} HTTP/1.1`, line, `Authorization: Bearer ${token}`];
      const { status, body } = await rawRequest(service.url, head);
      expect([path, status, body.detail]).toEqual([path, 400, 'There is more than one Host header']);
    }
  });
});
