import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { askToken } from '../../support/token-endpoint.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

/** Each stands in one place of one request, and is to stand in no line of the log. */
const SECRETS = {
  password: 'pass-word-3141',
  query: 'query-secret-2718',
  filter: 'filter-secret-1618',
  body: 'body-secret-1414',
  broken: 'broken-body-1732',
  header: 'header-secret-2236',
  cookie: 'cookie-secret-2645',
  userName: 'user-name-3162@fabrikam.example',
  groupName: 'group-name-3316',
};

const METRICS_TOKEN = 'metrics-token-0123456789-abcdefghij';

onEveryDatabase('the log', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  const codes: string[] = [];

  beforeAll(async () => {
    service = await TestService.start(name, { LOG_LEVEL: 'trace', METRICS_TOKEN });
    tenant = await service.createTenant();
    codes.push(tenant.accessCode);
  });
  afterAll(() => service.stop());

  const adminWith = (id: string) =>
    fetch(`${service.url}/admin/v1/tenants`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'x-request-id': id },
    });
  const lines = () => service.logLines.map((line) => JSON.parse(line) as Record<string, any>);
  const requestLines = () => lines().filter(({ msg }) => msg === 'request');
  const lineOf = (requestId: string | null) => {
    const found = requestLines().filter((line) => line.requestId === requestId);
    expect(found).toHaveLength(1);
    return found[0] ?? {};
  };

  it('has one line of JSON a request, with its id, tenant, route and status', async () => {
    const created = await tenant.post('/Users', { schemas: [USER], userName: 'a@b.c' });
    expect(lineOf(created.headers.get('x-request-id'))).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      tenantId: tenant.id,
      tokenHint: tenant.accessCode.slice(0, 12),
      method: 'POST',
      route: '/scim/v2/Users',
      status: 201,
      ms: expect.any(Number),
    });
    const read = await tenant.get(`/Users/${created.body.id}?attributes=userName`);
    expect(lineOf(read.headers.get('x-request-id'))).toMatchObject({
      route: '/scim/v2/Users/:id',
      status: 200,
    });
    const refused = await tenant.get('/Users?filter=x');
    expect(lineOf(refused.headers.get('x-request-id'))).toMatchObject({
      status: 400,
      scimType: 'invalidFilter',
    });
    const admin = await service.admin('GET', '/tenants');
    expect(lineOf(admin.headers.get('x-request-id'))).toMatchObject({
      route: '/admin/v1/tenants',
      status: 200,
    });
  });

  it.each([
    ['a URL that cannot be decoded', ['GET /scim/v2/%zz HTTP/1.1']],
    ['a path that is unknown', ['GET /nothing HTTP/1.1']],
    ['a method that is unknown', ['BREW /scim/v2/Users HTTP/1.1']],
    ['a broken header', ['GET /scim/v2/Users HTTP/1.1', 'Not a header']],
  ])('has one line for %s too', async (_title, head) => {
    const before = requestLines().length;
    const { headers, status } = await rawRequest(service.url, head);
    expect(requestLines()).toHaveLength(before + 1);
    expect(lineOf(headers['x-request-id'] ?? '')).toMatchObject({ status });
  });

  it('takes the id that the caller gave the request, unless it could do harm', async () => {
    const own = 'entra.request-1_2';
    expect((await tenant.get('/Users', { 'x-request-id': own })).headers.get('x-request-id')).toBe(own);
    lineOf(own);
    for (const harmful of ['a b', 'x'.repeat(65), '"}{"level":"error"', '<script>']) {
      const { headers } = await tenant.get('/Users', { 'x-request-id': harmful });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'x'.repeat(64), 'idk_', 'admin'])(
    'takes an id that is no secret: %s',
    async (id) => {
      const { headers } = await tenant.get('/Users', { 'x-request-id': id });
      expect(headers.get('x-request-id')).toBe(id);
    },
  );

  it('takes no id that is, holds or begins a secret of any kind', async () => {
    const clients = `/tenants/${tenant.id}/oauth-clients`;
    const client = (await service.admin('POST', clients, {})).body;
    const form = { grant_type: 'client_credentials', client_id: client.clientId };
    const given = await askToken(service.url, { ...form, client_secret: client.secret.clientSecret });
    const link = (await service.admin('POST', `/tenants/${tenant.id}/setup-links`, { expiresInHours: 1 }))
      .body;
    const signedIn = await fetch(`${service.url}/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-invitedesk-console': 'user' },
      body: JSON.stringify({ adminToken: ADMIN_TOKEN }),
    });
    const [, session = ''] = /=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '') ?? [];
    const [, setupSecret = ''] = /#(.+)$/.exec(link.url as string) ?? [];
    const ours = [
      ...[tenant.accessCode, client.secret.clientSecret, given.body.access_token, session, setupSecret],
    ];
    expect(ours.map((secret) => secret.slice(0, 4))).toEqual(['idk_', 'ids_', 'ida_', 'idc_', 'idl_']);
    // As the service makes it for itself.
    const generated = '7Qm2ZxK9rTnB4vLwPd8sYcHgJf3aE6uXoNiRb5Mq1WktVzCy';
    const secrets = [
      ...ours,
      ...ours.map((secret) => secret.slice(0, 30)),
      ADMIN_TOKEN,
      METRICS_TOKEN,
      generated,
    ];
    for (const secret of [...secrets, `x-${ADMIN_TOKEN}`, ADMIN_TOKEN.slice(0, 20), `${METRICS_TOKEN}.1`]) {
      for (const send of [() => tenant.get('/Users', { 'x-request-id': secret }), () => adminWith(secret)]) {
        const { headers } = await send();
        expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      }
    }
    const log = service.logLines.join('\n');
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });

  it.each([
    ['GET', '/Me', 501],
    ['PATCH', '/Me/x', 501],
    ['GET', '/Users/nobody', 404],
    ['GET', '/Nothing', 404],
    ['PUT', '/Users', 405],
    ['POST', '/Users', 409],
    ['GET', '/Users?filter=x', 400],
    ['DELETE', '/Users/taken', 412],
  ])('has one short line at info for a refusal that is meant: %s %s, %i', async (method, path, status) => {
    const { body: taken } = await tenant.find('/Users', 'userName eq "taken@b.c"');
    if (taken.totalResults === 0) await tenant.createUser({ userName: 'taken@b.c' });
    const [user] = (await tenant.find('/Users', 'userName eq "taken@b.c"')).body.Resources;
    const before = service.logLines.length;
    const body = method === 'POST' ? { schemas: [USER], userName: 'taken@b.c' } : undefined;
    const headers = { ...(status === 412 ? { 'if-match': 'W/"99"' } : {}) };
    const answer = await tenant.request(method, path.replace('taken', user.id), body, headers);
    expect(answer.status).toBe(status);
    const [line = '', ...others] = service.logLines
      .slice(before)
      .filter((each) => !/"level":"(?:debug|trace)"/.test(each));
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: 'request', status });
    expect(line.length).toBeLessThan(500);
    expect(line).not.toMatch(/stack|\bat \w/);
  });

  it('never has a secret, a query, a header or anything of a body', async () => {
    const { userName, groupName } = SECRETS;
    const headers = { 'x-secret': SECRETS.header, cookie: `session=${SECRETS.cookie}` };
    const user = await tenant.post(
      '/Users',
      { schemas: [USER], userName, password: SECRETS.password, nickName: SECRETS.body },
      headers,
    );
    await tenant.post('/Users', { schemas: [USER], userName, nickName: SECRETS.body });
    await tenant.post('/Groups', {
      schemas: [GROUP],
      displayName: groupName,
      members: [{ value: user.body.id }],
    });
    await tenant.post('/Groups', {
      schemas: [GROUP],
      displayName: groupName,
      members: [{ value: SECRETS.body }],
    });
    await tenant.get(`/Users?access_token=${SECRETS.query}`, headers);
    await tenant.get(`/nothing?access_token=${SECRETS.query}`);
    await tenant.find('/Users', `nickName eq "${SECRETS.filter}"`);
    await tenant.find('/Users', `nickName xx "${SECRETS.filter}"`);
    await tenant.post('/Users', `{"password":"${SECRETS.broken}"`);
    await tenant.patch(`/Users/${user.body.id}`, [
      { op: 'replace', path: 'password', value: SECRETS.password },
      { op: 'replace', path: 'active', value: SECRETS.body },
    ]);
    await tenant.get('/Users', { authorization: `Basic ${SECRETS.header}` });
    const wrong = `${tenant.accessCode.slice(0, -1)}${tenant.accessCode.endsWith('0') ? '1' : '0'}`;
    await tenant.get('/Users', { authorization: `Bearer ${wrong}` });
    const tokens = `/tenants/${tenant.id}/tokens`;
    const issued = (await service.admin('POST', tokens, { description: SECRETS.body })).body;
    const rotated = (await service.admin('POST', `${tokens}/${issued.id}/rotate`, {})).body;
    await service.admin('POST', '/tenants', { name: SECRETS.body, entraTenantId: SECRETS.body });
    await rawRequest(service.url, ['GET /scim/v2/Users HTTP/1.1', `Broken ${SECRETS.header}`]);
    await tenant.delete(`/Users/${user.body.id}`);
    codes.push(issued.accessCode, rotated.accessCode);

    const log = service.logLines.join('\n');
    for (const secret of [...Object.values(SECRETS), ADMIN_TOKEN]) {
      expect({ secret, found: log.includes(secret) }).toEqual({ secret, found: false });
    }
    for (const code of codes) expect(log.includes(code.slice(13))).toBe(false);
    expect(log).not.toMatch(/access_token|filter=|authorization(?!-server)|bearer /i);
    const { password: databasePassword } = new URL(service.database.url);
    if (databasePassword !== '') expect(log).not.toContain(databasePassword);
  });
});
