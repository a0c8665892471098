import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { USER, type TestTenant } from '../../support/tenant.js';

/* /ServiceProviderConfig says only what is true: RFC 7643 section 5, each line tried out. */

onEveryDatabase('/ServiceProviderConfig', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const read = async (path: string): Promise<any> => (await tenant.get(path)).body;

  it('its form', async () => {
    const config = await read('/ServiceProviderConfig');

    expect(config).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: {
        supported: expect.any(Boolean),
        maxOperations: expect.any(Number),
        maxPayloadSize: expect.any(Number),
      },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      sort: { supported: expect.any(Boolean) },
      etag: { supported: true },
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: `${service.url}/scim/v2/ServiceProviderConfig`,
      },
    });
    expect(config.authenticationSchemes).toContainEqual({
      type: 'oauthbearertoken',
      name: expect.any(String),
      description: expect.any(String),
      specUri: expect.stringMatching(/^https:/),
      primary: true,
    });
  });

  it('patch, filter, etag and changePassword', async () => {
    const { id } = await tenant.createUser({ title: 'a' });
    const stale = { 'if-match': '"0"' };

    expect((await tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { title: 'b' } }])).body.title).toBe(
      'b',
    );
    expect((await tenant.find('/Users', `id eq "${id}" and title co "b"`)).body.totalResults).toBe(1);
    expect((await tenant.patch(`/Users/${id}`, [{ op: 'remove', path: 'title' }], stale)).status).toBe(412);
    const changed = await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'password', value: 'x' }]);
    expect(changed.body.meta.version).toBe('W/"2"');
  });

  it('bulk', async () => {
    const { bulk } = await read('/ServiceProviderConfig');

    const { status } = await tenant.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER], userName: randomUUID() } },
      ],
    });

    expect(status).toBe(bulk.supported === true ? 200 : 404);
    expect(bulk.maxOperations > 0).toBe(bulk.supported);
  });

  it('sort', async () => {
    const { sort } = await read('/ServiceProviderConfig');
    const nickName = randomUUID();
    for (const title of ['b', 'c', 'a']) await tenant.createUser({ nickName, title });

    const { body } = await tenant.find('/Users', `nickName eq "${nickName}"`, '&sortBy=title');

    const titles = body.Resources.map((user: { title: string }) => user.title);
    expect(titles).toEqual(sort.supported === true ? ['a', 'b', 'c'] : ['b', 'c', 'a']);
  });

  it('pagination (RFC 9865)', async () => {
    const { pagination } = await read('/ServiceProviderConfig');
    for (let count = 0; count < 3; count++) await tenant.createUser();

    const { body } = await tenant.get('/Users?cursor&count=2');

    expect(typeof body.nextCursor).toBe(pagination?.cursor === true ? 'string' : 'undefined');
    expect(pagination ?? { index: true, maxPageSize: 1000 }).toMatchObject({
      index: true,
      maxPageSize: 1000,
    });
  });
});
