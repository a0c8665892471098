import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROUTE_TABLE, type RouteTable } from '../../../src/http/route-table.js';
import { cookieOf, signIn, TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { personCookieOf } from '../../support/person.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { allPages } from '../../support/pages.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const URN = 'urn:contoso:params:scim:schemas:extension:audit:2.0:User';
const SCHEMA = {
  id: URN,
  name: 'Audit',
  attributes: [{ name: 'costCentre', type: 'string', multiValued: false }],
};

const APPLICATION = { name: 'Check-in', redirectUris: ['https://checkin.invitedesk.example/callback'] };

onEveryDatabase('the audit log', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let own: string;

  beforeAll(async () => {
    service = await TestService.start(name, oidcSettings(name));
    tenant = await service.createTenant();
    own = `/tenants/${tenant.id}`;
  });
  afterAll(() => service.stop());

  const entries = async (query = ''): Promise<any[]> =>
    (await service.admin('GET', `/audit-log?limit=200${query}`)).body.items;
  const entryOf = async (headers: Headers) => {
    const id = headers.get('x-request-id');
    const found = (await entries()).filter(({ requestId }) => requestId === id);
    expect(found).toHaveLength(1);
    return found[0];
  };
  const idOf = async (path: string, body: object = {}, member = 'id'): Promise<string> =>
    (await service.admin('POST', own + path, body)).body[member];
  const application = async () => (await service.admin('POST', '/applications', APPLICATION)).body;
  const federated = { subject: 'object-id', audiences: ['audience'] };

  /** Every route that changes something, carried out so that it succeeds: its action, and what is told of it. */
  const CHANGES: Record<string, () => Promise<[string, string, unknown?]>> = {
    'POST /admin/v1/tenants': () =>
      Promise.resolve(['tenant.create', '/tenants', { name: 'New', entraTenantId: crypto.randomUUID() }]),
    'PATCH /admin/v1/tenants/:id': () => Promise.resolve(['tenant.update', own, { name: 'Renamed' }]),
    'DELETE /admin/v1/tenants/:id': async () => {
      const { id } = (
        await service.admin('POST', '/tenants', { name: 'Gone', entraTenantId: crypto.randomUUID() })
      ).body;
      return ['tenant.delete', `/tenants/${id}`];
    },
    'PUT /admin/v1/tenants/:id/provisioning': () =>
      Promise.resolve(['provisioning.switch', `${own}/provisioning`, { enabled: true }]),
    'POST /admin/v1/tenants/:id/tokens': () => Promise.resolve(['access-code.issue', `${own}/tokens`, {}]),
    'POST /admin/v1/tenants/:id/tokens/:tokenId/rotate': async () => [
      'access-code.rotate',
      `${own}/tokens/${await idOf('/tokens')}/rotate`,
      {},
    ],
    'DELETE /admin/v1/tenants/:id/tokens/:tokenId': async () => [
      'access-code.revoke',
      `${own}/tokens/${await idOf('/tokens')}`,
    ],
    'POST /admin/v1/tenants/:id/oauth-clients': () =>
      Promise.resolve(['oauth-client.create', `${own}/oauth-clients`, {}]),
    'DELETE /admin/v1/tenants/:id/oauth-clients/:clientId': async () => [
      'oauth-client.delete',
      `${own}/oauth-clients/${await idOf('/oauth-clients', {}, 'clientId')}`,
    ],
    'POST /admin/v1/tenants/:id/oauth-clients/:clientId/secrets': async () => [
      'oauth-secret.issue',
      `${own}/oauth-clients/${await idOf('/oauth-clients', {}, 'clientId')}/secrets`,
      {},
    ],
    'POST /admin/v1/tenants/:id/oauth-clients/:clientId/secrets/:secretId/rotate': async () => {
      const { clientId, secret } = (await service.admin('POST', `${own}/oauth-clients`, {})).body;
      return ['oauth-secret.rotate', `${own}/oauth-clients/${clientId}/secrets/${secret.id}/rotate`, {}];
    },
    'DELETE /admin/v1/tenants/:id/oauth-clients/:clientId/secrets/:secretId': async () => {
      const { clientId, secret } = (await service.admin('POST', `${own}/oauth-clients`, {})).body;
      return ['oauth-secret.revoke', `${own}/oauth-clients/${clientId}/secrets/${secret.id}`];
    },
    'POST /admin/v1/tenants/:id/federated-credentials': () =>
      Promise.resolve(['federated-credential.create', `${own}/federated-credentials`, federated]),
    'DELETE /admin/v1/tenants/:id/federated-credentials/:clientId': async () => [
      'federated-credential.delete',
      `${own}/federated-credentials/${await idOf('/federated-credentials', federated, 'clientId')}`,
    ],
    'PUT /admin/v1/tenants/:id/entra-tokens': () =>
      Promise.resolve(['entra-tokens.set', `${own}/entra-tokens`, { enabled: true }]),
    'PUT /admin/v1/tenants/:id/settings': () =>
      Promise.resolve(['settings.set', `${own}/settings`, { schemasForEntra: false }]),
    'PUT /admin/v1/tenants/:id/contacts': () =>
      Promise.resolve(['contacts.set', `${own}/contacts`, { addresses: ['it@fabrikam.example'] }]),
    'PUT /admin/v1/tenants/:id/log-bodies': () =>
      Promise.resolve(['log-bodies.start', `${own}/log-bodies`, { hours: 1 }]),
    'DELETE /admin/v1/tenants/:id/log-bodies': () => Promise.resolve(['log-bodies.end', `${own}/log-bodies`]),
    'PUT /admin/v1/tenants/:id/role-mappings': async () => {
      const { id: groupId } = await tenant.createGroup();
      return ['role-mappings.set', `${own}/role-mappings`, { mappings: [{ groupId, role: 'organizer' }] }];
    },
    'PUT /admin/v1/tenants/:id/admin-access': () =>
      Promise.resolve(['admin-access.set', `${own}/admin-access`, { groupIds: [], roles: ['IT admin'] }]),
    'DELETE /admin/v1/tenants/:id/person-sessions/:sessionId': async () => {
      const { id } = await tenant.createUser();
      const [, secret = ''] = (await personCookieOf(service, tenant, id)).split('=');
      return ['person-session.end', `${own}/person-sessions/${secret.slice(0, 12)}`];
    },
    'POST /admin/v1/admin-tokens': () =>
      Promise.resolve(['admin-token.issue', '/admin-tokens', { name: 'Report', role: 'support' }]),
    'DELETE /admin/v1/admin-tokens/:tokenId': async () => {
      const { body } = await service.admin('POST', '/admin-tokens', { name: 'Gone', role: 'owner' });
      return ['admin-token.revoke', `/admin-tokens/${body.id}`];
    },
    'DELETE /admin/v1/console-sessions/:sessionId': async () => {
      const { headers } = await signIn(service.url, { adminToken: ADMIN_TOKEN });
      return ['session.end', `/console-sessions/${cookieOf(headers).split('=')[1]?.slice(0, 12)}`];
    },
    'POST /admin/v1/applications': () =>
      Promise.resolve(['application.create', '/applications', APPLICATION]),
    'PATCH /admin/v1/applications/:applicationId': async () => [
      'application.update',
      `/applications/${(await application()).clientId}`,
      { name: 'Check-in desk' },
    ],
    'DELETE /admin/v1/applications/:applicationId': async () => [
      'application.delete',
      `/applications/${(await application()).clientId}`,
    ],
    'POST /admin/v1/applications/:applicationId/secrets': async () => [
      'application-secret.issue',
      `/applications/${(await application()).clientId}/secrets`,
      {},
    ],
    'POST /admin/v1/applications/:applicationId/secrets/:secretId/rotate': async () => {
      const { clientId, secret } = await application();
      return ['application-secret.rotate', `/applications/${clientId}/secrets/${secret.id}/rotate`, {}];
    },
    'DELETE /admin/v1/applications/:applicationId/secrets/:secretId': async () => {
      const { clientId, secret } = await application();
      return ['application-secret.revoke', `/applications/${clientId}/secrets/${secret.id}`];
    },
    'PUT /admin/v1/tenants/:id/sign-in': () =>
      Promise.resolve(['sign-in.set', `${own}/sign-in`, { enabled: false }]),
    'PUT /admin/v1/tenants/:id/schemas/:urn': () =>
      Promise.resolve(['schema.put', `${own}/schemas/${URN}`, SCHEMA]),
    'DELETE /admin/v1/tenants/:id/schemas/:urn': async () => {
      await service.admin('PUT', `${own}/schemas/${URN}`, SCHEMA);
      return ['schema.delete', `${own}/schemas/${URN}`];
    },
    'POST /admin/v1/tenants/:id/setup-links': () =>
      Promise.resolve(['setup-link.create', `${own}/setup-links`, {}]),
    'DELETE /admin/v1/tenants/:id/setup-links/:linkId': async () => [
      'setup-link.revoke',
      `${own}/setup-links/${await idOf('/setup-links')}`,
    ],
  };

  it('knows every route of the admin API that changes something', () => {
    const routes = service.app
      .get<RouteTable>(ROUTE_TABLE)
      .all.filter((route) => /^(?:POST|PUT|PATCH|DELETE) \/admin\//.test(route));
    expect(routes.sort()).toEqual(Object.keys(CHANGES).sort());
  });

  it.each(Object.keys(CHANGES))('has one entry for %s, done or refused', async (route) => {
    const [action, path, body] = (await CHANGES[route]?.()) ?? [];
    const method = route.split(' ')[0] ?? '';
    const done = await service.admin(method, path ?? '', body);
    expect(done.status).toBeLessThan(300);
    const entry = await entryOf(done.headers);
    // Written by the change itself, with it.
    expect(entry.detail).not.toEqual({ unchanged: true });
    expect(entry).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: expect.stringMatching(/Z$/),
      action,
      outcome: 'done',
      status: null,
      actor: { kind: 'admin-token', hint: 'admin-token', userId: null, name: null },
      address: '127.0.0.1',
      tenantId: !route.includes('/tenants')
        ? null
        : action === 'tenant.create'
          ? done.body.id
          : expect.stringMatching(/^[0-9a-z]{12}$/),
      target:
        action?.startsWith('tenant') ||
        /switch|tokens|settings|contacts|mappings|access\.set|sign-in|bodies/.test(action ?? '')
          ? null
          : expect.any(String),
      detail: ['oauth-client.delete', 'schema.delete', 'session.end'].includes(action ?? '')
        ? null
        : expect.any(Object),
      requestId: done.headers.get('x-request-id'),
    });
    const unknown = (path ?? '').replace(
      route.includes(':id') ? /^\/tenants\/\w+/ : /^\/([\w-]+)\/\w+/,
      route.includes(':id') ? '/tenants/unknown' : '/$1/unknown',
    );
    const refused = route.includes(':')
      ? await service.admin(method, unknown, body)
      : await service.admin(method, path ?? '', { unknown: 1 });
    expect(refused.status).toBe(route.includes(':') ? 404 : 400);
    expect(await entryOf(refused.headers)).toMatchObject({
      action,
      outcome: 'refused',
      status: refused.status,
      tenantId: null,
      detail: { reason: refused.body.detail },
    });
  });

  it('contains the change', async () => {
    const updated = await service.admin('PATCH', own, { name: 'Fabrikam Inc.' });
    expect((await entryOf(updated.headers)).detail).toEqual({
      name: 'Fabrikam Inc.',
      entraTenantId: updated.body.entraTenantId,
    });
    const { body } = await service.admin('POST', `${own}/tokens`, {});
    const rotated = await service.admin('POST', `${own}/tokens/${body.id}/rotate`, { overlapSeconds: 60 });
    expect(await entryOf(rotated.headers)).toMatchObject({
      target: rotated.body.id,
      detail: { accessCode: rotated.body.hint, replaces: body.hint, overlapSeconds: 60 },
    });
    await service.admin('DELETE', `${own}/tokens/${body.id}`);
    const again = await service.admin('DELETE', `${own}/tokens/${body.id}`);
    expect(await entryOf(again.headers)).toMatchObject({ outcome: 'done', detail: { unchanged: true } });
  });

  it('has an entry for each of many changes at once, and none for one that did not come about', async () => {
    const entraTenantId = crypto.randomUUID();
    const answers = await inParallel(8, () =>
      service.admin('POST', '/tenants', { name: 'Racing', entraTenantId }),
    );
    const ids = new Set(answers.map(({ headers }) => headers.get('x-request-id')));
    const found = (await entries()).filter(({ requestId }) => ids.has(requestId));
    expect(found.map(({ outcome }) => outcome).sort()).toEqual(['done', ...Array<string>(7).fill('refused')]);
    expect(found.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  it('contains sign-ins, sign-outs and the actions of each session', async () => {
    const opened = await signIn(service.url, { adminToken: ADMIN_TOKEN });
    const hint = cookieOf(opened.headers).split('=')[1]?.slice(0, 12);
    const operator = { kind: 'operator-session', hint };
    expect(await entryOf(opened.headers)).toMatchObject({ action: 'session.open', actor: operator });
    const link = (await service.admin('POST', `${own}/setup-links`, {})).body;
    const customer = await signIn(service.url, { setupSecret: link.url.split('#')[1] });
    expect(await entryOf(customer.headers)).toMatchObject({
      action: 'session.open',
      actor: { kind: 'setup-link', hint: link.hint },
      tenantId: tenant.id,
      target: link.id,
    });
    const browser = await TestConsole.signIn(service.url, { setupSecret: link.url.split('#')[1] });
    const issued = await browser.admin('POST', `${own}/tokens`, {});
    expect(await entryOf(issued.headers)).toMatchObject({
      action: 'access-code.issue',
      actor: { kind: 'setup-link', hint: link.hint },
    });
    const beyond = await browser.admin('DELETE', '/tenants/000000000000');
    expect(await entryOf(beyond.headers)).toMatchObject({
      action: 'out-of-reach',
      outcome: 'refused',
      status: 403,
      tenantId: tenant.id,
      target: 'DELETE /admin/v1/tenants/:id',
      actor: { kind: 'setup-link', hint: link.hint },
    });
    const out = await browser.request('DELETE', '/console/session');
    expect(await entryOf(out.headers)).toMatchObject({
      action: 'session.close',
      actor: { kind: 'setup-link', hint: link.hint },
      tenantId: tenant.id,
    });
  });

  it('is not filled by failed sign-ins', async () => {
    const before = (await entries()).length;
    await inParallel(5, () => signIn(service.url, { adminToken: 'wrong' }));
    const response = await fetch(`${service.url}/admin/v1/tenants`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect((await entries()).length).toBe(before);
  });

  it.each([
    ['1', '203.0.113.7'],
    ['2', '198.51.100.9'],
    ['127.0.0.0/8, 203.0.113.7', '198.51.100.9'],
    ['10.0.0.0/8', '127.0.0.1'],
  ])('contains the client address, from proxies that TRUST_PROXY names: %s', async (trusted, address) => {
    const behind = await service.startAnother({
      TRUST_PROXY: trusted,
      PUBLIC_URL: 'https://scim.example',
    });
    const response = await fetch(`${behind.url}/admin/v1${own}/tokens`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        'x-forwarded-for': '192.0.2.1, 198.51.100.9, 203.0.113.7',
      },
    });
    expect((await entryOf(response.headers)).address).toBe(address);
    await behind.stop();
  });

  it('outlives the tenant', async () => {
    const gone = await service.createTenant('Leaving');
    await service.admin('PUT', `/tenants/${gone.id}/provisioning`, { enabled: false });
    await service.admin('DELETE', `/tenants/${gone.id}`);
    const found = await entries(`&tenant=${gone.id}`);
    expect(found.map(({ action }) => action)).toEqual([
      'tenant.delete',
      'provisioning.switch',
      'provisioning.switch',
      'tenant.create',
    ]);
    expect(found[0].detail.name).toBe('Leaving');
  });

  it('is read page by page, the newest first, by tenant and time', async () => {
    const other = await service.createTenant();
    // What was done to make the tenant is from an earlier millisecond.
    await sleep(2);
    const from = new Date().toISOString();
    await inParallel(12, () => service.admin('POST', `/tenants/${other.id}/tokens`, {}));
    const all = await entries(`&tenant=${other.id}&from=${from}`);
    expect(all).toHaveLength(12);
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const { items, sizes } = await allPages(service, '/audit-log', 50);
    expect(sizes.slice(0, -1).every((size) => size === 50)).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(await entries(`&tenant=${other.id}&to=${from}`)).toHaveLength(2);
    expect(await entries(`&from=2999-01-01T00:00:00Z`)).toEqual([]);
  });

  it.each([
    ['tenant=A B', 'tenant'],
    ['from=yesterday', 'from'],
    ['to=2026-02-30T00:00:00Z', 'to'],
    ['limit=0', 'limit'],
    ['actor=x', 'actor'],
  ])('is not read with %s', async (query, field) => {
    expectProblem(await service.admin('GET', `/audit-log?${query}`), 400, [field]);
  });

  it('is not read by a wrong cursor', async () => {
    expectProblem(await service.admin('GET', '/audit-log?cursor=nonsense'), 400);
  });

  it('holds no secret', async () => {
    const code = (await service.admin('POST', `${own}/tokens`, {})).body.accessCode;
    const client = (await service.admin('POST', `${own}/oauth-clients`, {})).body.secret.clientSecret;
    const link = (await service.admin('POST', `${own}/setup-links`, {})).body.url.split('#')[1];
    const rows = JSON.stringify(await service.storage.rows('SELECT * FROM audit_log'));
    for (const secret of [code, client, link]) expect(rows.includes(secret.slice(13))).toBe(false);
    expect(rows).not.toContain(ADMIN_TOKEN);
  });

  it('names the tenant, until it is deleted', async () => {
    const { id } = (
      await service.admin('POST', '/tenants', { name: 'Fabrikam', entraTenantId: crypto.randomUUID() })
    ).body;
    const nameIn = async (): Promise<unknown[]> =>
      (await entries(`&tenant=${id}`)).map(({ tenantName }) => tenantName);
    expect(await nameIn()).toEqual(['Fabrikam']);
    await service.admin('DELETE', `/tenants/${id}`);
    expect(await nameIn()).toEqual([null, null]);
  });

  it('is downloaded as a file, as far as it was asked for', async () => {
    const exported = await service.createTenant();
    const issue = () => service.admin('POST', `/tenants/${exported.id}/tokens`, { description: '=1+1' });
    const issued = await issue();
    const fetched = (query: string) =>
      fetch(`${service.url}/admin/v1/audit-log/export?tenant=${exported.id}${query}`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
    const lines = await fetched('&format=jsonl');
    expect(lines.headers.get('content-disposition')).toBe('attachment; filename="audit-log.jsonl"');
    const all = (await lines.text()).trimEnd().split('\n');
    expect(all.map((line) => JSON.parse(line))).toEqual(await entries(`&tenant=${exported.id}`));
    const csv = (await (await fetched('')).text()).trimEnd().split('\r\n');
    expect(csv).toHaveLength(all.length + 1);
    expect(csv[0]).toMatch(/^time,id,requestId,action,outcome,/);
    expect(csv[1]).toContain(`,${issued.headers.get('x-request-id')},access-code.issue,done,`);
    expect((await fetched('&format=xml')).status).toBe(400);
  });

  it('is downloaded whole when it is longer than a page', async () => {
    const many = await service.createTenant();
    for (let i = 0; i < 230; i++) {
      await service.admin('PUT', `/tenants/${many.id}/provisioning`, { enabled: i % 2 === 0 });
    }
    const text = await (
      await fetch(`${service.url}/admin/v1/audit-log/export?tenant=${many.id}&format=jsonl`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      })
    ).text();
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(230);
  });
});
