import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { allPages } from '../../support/pages.js';
import { expectProblem } from '../../support/problem.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';

const GUID = '72F988BF-86f1-41af-91ab-2d7cd011db47';
const UNKNOWN_IDS = [
  '000000000000',
  'x',
  '__proto__',
  '%00',
  encodeURIComponent('é'),
  'x'.repeat(5000),
  GUID,
];

onEveryDatabase('the admin API for tenants', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name, { PUBLIC_URL: 'https://scim.invitedesk.example/base/' });
  });
  afterAll(() => service.stop());

  const tenantUrl = 'https://scim.invitedesk.example/base/scim/v2';
  const create = (body: object) => service.admin('POST', '/tenants', body);
  const createTenant = async (): Promise<any> =>
    (await create({ name: 'Contoso', entraTenantId: randomUUID() })).body;

  it('adds a tenant, switched off', async () => {
    const { status, body, headers } = await create({ name: 'Çontoso 🙂', entraTenantId: GUID });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]+$/),
      name: 'Çontoso 🙂',
      entraTenantId: GUID.toLowerCase(),
      provisioningEnabled: false,
      tenantUrl,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(Math.abs(Date.now() - Date.parse(body.createdAt))).toBeLessThan(30_000);
    expect((await service.admin('GET', `/tenants/${body.id}`)).body).toEqual(body);
  });

  it('refuses a second tenant with the same entraTenantId, in any letter case', async () => {
    const entraTenantId = randomUUID();
    expect((await create({ name: 'One', entraTenantId })).status).toBe(201);
    expectProblem(await create({ name: 'Two', entraTenantId: entraTenantId.toUpperCase() }), 409);
    const rivals = await inParallel(10, () =>
      create({ name: 'Three', entraTenantId: GUID.replace('7', '8') }),
    );
    expect(tally(rivals.map(({ status }) => status))).toEqual({ 201: 1, 409: 9 });
  });

  describe('answers 400 naming each wrong member', () => {
    const entraTenantId = randomUUID();
    it.each<[unknown, string[]]>([
      [{}, ['name', 'entraTenantId']],
      [{ name: 'x' }, ['entraTenantId']],
      [{ entraTenantId }, ['name']],
      [{ name: '', entraTenantId }, ['name']],
      [{ name: '   ', entraTenantId }, ['name']],
      [{ name: 'x'.repeat(256), entraTenantId }, ['name']],
      [{ name: 5, entraTenantId }, ['name']],
      [{ name: null, entraTenantId }, ['name']],
      [{ name: ['x'], entraTenantId }, ['name']],
      [{ name: 'x', entraTenantId: 'contoso.onmicrosoft.com' }, ['entraTenantId']],
      [{ name: 'x', entraTenantId: `{${GUID}}` }, ['entraTenantId']],
      [{ name: 'x', entraTenantId: GUID.replaceAll('-', '') }, ['entraTenantId']],
      [{ name: 'x', entraTenantId: `${GUID}\n` }, ['entraTenantId']],
      [{ name: 'x', entraTenantId: 7 }, ['entraTenantId']],
      [{ name: 'x', entraTenantId, id: 'mine' }, ['id']],
      [{ name: 'x', entraTenantId, provisioningEnabled: true }, ['provisioningEnabled']],
    ])('on creation from %j', async (body, fields) => {
      const before = await storedRows(service.storage);
      expectProblem(await create(body as object), 400, fields);
      expect(await storedRows(service.storage)).toEqual(before);
    });

    it.each<[unknown, string[]]>([
      [{ name: null }, ['name']],
      [{ name: '' }, ['name']],
      [{ entraTenantId: null }, ['entraTenantId']],
      [{ entraTenantId: 'x' }, ['entraTenantId']],
      [{ provisioningEnabled: true }, ['provisioningEnabled']],
      [{ name: 'Fine', createdAt: 'x' }, ['createdAt']],
    ])('on a change to %j', async (body, fields) => {
      const { id } = await createTenant();
      const before = await storedRows(service.storage);
      expectProblem(await service.admin('PATCH', `/tenants/${id}`, body), 400, fields);
      expect(await storedRows(service.storage)).toEqual(before);
    });

    it.each<[unknown]>([[{}], [{ enabled: 'true' }], [{ enabled: 1 }], [{ enabled: null }]])(
      'on the switch set by %j',
      async (body) => {
        const { id } = await createTenant();
        expectProblem(await service.admin('PUT', `/tenants/${id}/provisioning`, body), 400, ['enabled']);
      },
    );

    it.each([
      ['limit=0', ['limit']],
      ['limit=201', ['limit']],
      ['limit=abc', ['limit']],
      ['limit=1.5', ['limit']],
      ['limit=1&limit=2', ['limit']],
      ['cursor=a&cursor=b', ['cursor']],
      ['unknown=1', ['unknown']],
    ])('on a list with ?%s', async (query, fields) => {
      expectProblem(await service.admin('GET', `/tenants?${query}`), 400, fields);
    });

    it.each(['x', '', 'AAAA', Buffer.from('1.x\n').toString('base64url'), '__proto__', '%00'])(
      'on a list with the cursor %j that no answer held',
      async (cursor) => expectProblem(await service.admin('GET', `/tenants?cursor=${cursor}`), 400),
    );
  });

  it('answers a body it cannot read with 400, 413 or 415 as a problem', async () => {
    const send = async (body: string, type: string) => {
      const response = await fetch(`${service.url}/admin/v1/tenants`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': type },
        body,
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    expectProblem(await send('{broken', 'application/json'), 400);
    expectProblem(await send('[]', 'application/json'), 400);
    expectProblem(await send('{"name":"a\\u0000"}', 'application/json'), 400);
    expectProblem(await send('{}', 'text/plain'), 415);
    expectProblem(await send(`{"name":"${'x'.repeat(1_100_000)}"}`, 'application/json'), 413);
  });

  it('changes only the given fields', async () => {
    const tenant = await createTenant();
    const path = `/tenants/${tenant.id}`;
    expect((await service.admin('PATCH', path, { name: 'Renamed' })).body).toEqual({
      ...tenant,
      name: 'Renamed',
    });
    const entraTenantId = randomUUID();
    const { body } = await service.admin('PATCH', path, { entraTenantId: entraTenantId.toUpperCase() });
    expect(body).toEqual({ ...tenant, name: 'Renamed', entraTenantId });
    expect((await service.admin('PATCH', path, {})).body).toEqual(body);
    expect((await service.admin('GET', path)).body).toEqual(body);
    const other = await createTenant();
    expectProblem(
      await service.admin('PATCH', path, { name: 'Lost', entraTenantId: other.entraTenantId }),
      409,
    );
    expect((await service.admin('GET', path)).body).toEqual(body);
  });

  it('switches provisioning on with a first code, off, and on again without another', async () => {
    const { id } = await createTenant();
    const put = (enabled: boolean) => service.admin('PUT', `/tenants/${id}/provisioning`, { enabled });
    const first = await put(true);
    expect(first).toMatchObject({ status: 200, body: { provisioningEnabled: true, tenantUrl } });
    expect(first.body.accessCode).toMatch(/^idk_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect((await put(true)).body).toEqual({ provisioningEnabled: true, tenantUrl });
    expect((await put(false)).body).toEqual({ provisioningEnabled: false, tenantUrl });
    expect((await service.admin('GET', `/tenants/${id}`)).body.provisioningEnabled).toBe(false);
    expect((await put(true)).body).not.toHaveProperty('accessCode');
    const { items } = (await service.admin('GET', `/tenants/${id}/tokens`)).body;
    await service.admin('DELETE', `/tenants/${id}/tokens/${items[0].id}`);
    expect((await put(true)).body.accessCode).toMatch(/^idk_/);
  });

  it('gives one code to ten who switch on at the same time', async () => {
    const { id } = await createTenant();
    const answers = await inParallel(10, () =>
      service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: true }),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 10 });
    expect(answers.filter(({ body }) => 'accessCode' in body)).toHaveLength(1);
  });

  it('deletes a tenant only when it is switched off', async () => {
    const { id } = await createTenant();
    await service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: true });
    expectProblem(await service.admin('DELETE', `/tenants/${id}`), 409);
    await service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: false });
    const answer = await service.admin('DELETE', `/tenants/${id}`);
    expect(answer).toMatchObject({ status: 204, body: undefined });
    expectProblem(await service.admin('DELETE', `/tenants/${id}`), 404);
    expectProblem(await service.admin('GET', `/tenants/${id}`), 404);
    expect((await allPages(service, '/tenants', 200)).items.map((each) => each.id)).not.toContain(id);
  });

  it.each(UNKNOWN_IDS.map((id) => [id.slice(0, 20), id] as const))(
    'answers 404 for the id %s',
    async (_short, id) => {
      expectProblem(await service.admin('GET', `/tenants/${id}`), 404);
      expectProblem(await service.admin('PATCH', `/tenants/${id}`, { name: 'x' }), 404);
      expectProblem(await service.admin('DELETE', `/tenants/${id}`), 404);
      expectProblem(await service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: true }), 404);
      expectProblem(await service.admin('GET', `/tenants/${id}/tokens`), 404);
      expectProblem(await service.admin('POST', `/tenants/${id}/tokens`, {}), 404);
    },
  );

  it.each([
    ['GET', '/nothing', 404],
    ['PUT', '/tenants', 405],
    ['POST', '/tenants/x', 405],
    ['GET', '/tenants/x/provisioning', 405],
  ])('answers %s %s with %i as a problem', async (method, path, status) => {
    expectProblem(await service.admin(method, path), status);
  });

  it('lists 120 tenants page by page, each once, in order of creation', async () => {
    await inParallel(120, createTenant);
    const everything = await allPages(service, '/tenants', 200);
    expect(everything.items.length).toBeGreaterThanOrEqual(120);
    const times = everything.items.map(({ createdAt }) => Date.parse(createdAt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const limit of [undefined, 1, 7, 50]) {
      const { items, sizes } = await allPages(service, '/tenants', limit);
      expect(items).toEqual(everything.items);
      expect(new Set(sizes.slice(0, -1))).toEqual(new Set([limit ?? 50]));
    }
  });
});
