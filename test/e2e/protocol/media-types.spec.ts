import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { expectRefusal } from '../../support/refusal.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const NAME = 'Zoë Ñandú 王 🙂';

/** Every one of them says, or leaves open, that the body is JSON. */
const TYPES = [
  ['SCIM', 'application/scim+json'],
  ['JSON', 'application/json'],
  ['in capitals', 'APPLICATION/SCIM+JSON'],
  ['with UTF-8', 'application/scim+json; charset=utf-8'],
  ['with UTF-8 in quotes', 'application/json;charset="UTF-8"'],
  ['with ISO-8859-1, as of Java', 'application/json; charset=ISO-8859-1'],
  ['with US-ASCII', 'application/scim+json;charset=us-ascii'],
  ['with UTF-16', 'application/scim+json; charset=UTF-16'],
  ['with a charset that there is not', 'application/scim+json; charset=none-such'],
  ['with an empty charset', 'application/scim+json; charset='],
  ['with a parameter that is unknown', 'application/scim+json; version=2; q="a;b"'],
  ['empty', ''],
  ['of blanks', '  '],
  ['missing', null],
] as const;

onEveryDatabase('a body of JSON with the Content-Type', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  const send = (method: string, path: string, type: string | null, body: Buffer | string, token: string) =>
    rawRequest(
      service.url,
      [
        `${method} ${path} HTTP/1.1`,
        `Authorization: Bearer ${token}`,
        ...(type === null ? [] : [`Content-Type: ${type}`]),
      ],
      body,
    );
  const scim = (method: string, path: string, type: string | null, body: object | Buffer) =>
    send(
      method,
      `/scim/v2${path}`,
      type,
      Buffer.isBuffer(body) ? body : JSON.stringify(body),
      tenant.accessCode,
    );
  const newUser = () => ({ schemas: [USER], userName: `${randomUUID()}@b.c`, displayName: NAME });

  describe.each(TYPES)('%s', (_title, type) => {
    it('is taken by every SCIM endpoint, as UTF-8', async () => {
      const created = await scim('POST', '/Users', type, newUser());
      expect([created.status, created.body.displayName]).toEqual([201, NAME]);
      const path = `/Users/${created.body.id}`;
      const replaced = await scim('PUT', path, type, { ...newUser(), title: NAME });
      expect([replaced.status, replaced.body.title]).toEqual([200, NAME]);
      const Operations = [{ op: 'replace', path: 'nickName', value: NAME }];
      const patched = await scim('PATCH', path, type, { schemas: [PATCH_OP], Operations });
      expect([patched.status, patched.body.nickName]).toEqual([200, NAME]);
      const query = { schemas: [SEARCH], filter: `nickName eq "${NAME}" and id eq "${created.body.id}"` };
      const found = await scim('POST', '/Users/.search', type, query);
      expect([found.status, found.body.totalResults]).toEqual([200, 1]);
      const data = { schemas: [GROUP], displayName: `${NAME} ${randomUUID()}` };
      const bulk = { schemas: [BULK], Operations: [{ method: 'POST', path: '/Groups', bulkId: 'g', data }] };
      const done = await scim('POST', '/Bulk', type, bulk);
      expect([done.status, done.body.Operations[0].status]).toEqual([200, '201']);
    });

    it('is taken by the admin API, but for what is no JSON there', async () => {
      const isJson = type === null || type.trim() === '' || /^application\/json/.test(type);
      const body = JSON.stringify({ name: NAME, entraTenantId: randomUUID() });
      const { status, body: made } = await send('POST', '/admin/v1/tenants', type, body, ADMIN_TOKEN);
      expect([status, made.name]).toEqual(isJson ? [201, NAME] : [415, undefined]);
    });

    it('is refused when it is not UTF-8', async () => {
      const latin1 = Buffer.from(JSON.stringify({ ...newUser(), displayName: 'Zo\xeb' }), 'latin1');
      const refusal = { status: 400, scimType: 'invalidSyntax', detail: /not valid UTF-8/ };
      expectRefusal(await scim('POST', '/Users', type, latin1), refusal);
    });

    it('is refused when it is no JSON', async () => {
      const refusal = { status: 400, scimType: 'invalidSyntax', detail: /not valid JSON/ };
      expectRefusal(await scim('POST', '/Users', type, Buffer.from('userName=a%40b.c')), refusal);
    });

    it('may begin with a byte order mark', async () => {
      const created = await scim(
        'POST',
        '/Users',
        type,
        Buffer.from(`\ufeff${JSON.stringify(newUser())}`, 'utf8'),
      );
      expect([created.status, created.body.displayName]).toEqual([201, NAME]);
    });
  });
});
