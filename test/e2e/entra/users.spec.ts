import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { USER_BODIES } from '../../fixtures/entra/user-bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type Answer, type TestTenant } from '../../support/tenant.js';

/*
 * How Entra creates users. Unless a case names another source:
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */

const CUSTOM = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';

onEveryDatabase('Entra: creating users', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it('a whole user comes back as it was sent, with id and meta', async () => {
    const { roles, ...sent } = entraUser();
    const answer = await tenant.post('/Users', { ...sent, roles });

    expect(answer.status).toBe(201);
    const { id, meta } = answer.body;
    expect(answer.body).toEqual({
      ...sent,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      meta: metaOf(service, id),
    });
    expect(meta.created).toBe(meta.lastModified);
    expect(Object.keys(answer.body).slice(0, 2)).toEqual(['schemas', 'id']);
    expectHeaders(answer, { location: meta.location, 'content-location': meta.location, etag: meta.version });
    expect((await tenant.get(`/Users/${id}`)).body).toEqual(answer.body);
    expect((await tenant.find('/Users', `userName eq "${String(sent.userName)}"`)).body.Resources).toEqual([
      answer.body,
    ]);
  });

  it.each(USER_BODIES)('%s', async (_, sent, expected) => {
    const answer = await tenant.post('/Users', entraUser(sent));

    expect(answer.status).toBe(201);
    for (const [attribute, value] of Object.entries(expected)) {
      expect({ [attribute]: answer.body[attribute] }).toEqual({ [attribute]: value });
    }
    expect((await tenant.get(`/Users/${answer.body.id}`)).body).toEqual(answer.body);
  });

  it('the enterprise URN may be in schemas without an extension body; the answer leaves it out', async () => {
    const answer = await tenant.post('/Users', entraUser({ [ENTERPRISE]: undefined }));

    expect(answer.status).toBe(201);
    expect(answer.body.schemas).toEqual([USER]);
    expect(answer.body).not.toHaveProperty([ENTERPRISE]);
  });

  // A customer's own extension is in the body but not in schemas: customize-application-attributes
  it('an extension may be missing from schemas; the answer lists it', async () => {
    const answer = await tenant.post(
      '/Users',
      entraUser({ schemas: [USER], [ENTERPRISE]: { division: 'EU' } }),
    );

    expect(answer.status).toBe(201);
    expect(answer.body.schemas).toEqual([USER, ENTERPRISE]);
    expect(answer.body[ENTERPRISE]).toEqual({ division: 'EU' });
  });

  it('unknown URNs and attributes are ignored and not stored', async () => {
    const answer = await tenant.post(
      '/Users',
      entraUser({
        schemas: [
          USER,
          ENTERPRISE,
          CUSTOM,
          'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/User',
        ],
        [CUSTOM]: { color: 'red' },
        [`${CUSTOM}:size`]: 'L',
        unheardOf: { deep: [1] },
      }),
    );

    expect(answer.status).toBe(201);
    expect(answer.body.schemas).toEqual([USER, ENTERPRISE]);
    expect(answer.text).not.toMatch(/CustomExtension|unheardOf|"red"|ADSCIM/);
  });

  it('read-only attributes of the body are ignored', async () => {
    const answer = await tenant.post(
      '/Users',
      entraUser({
        id: 'mine',
        groups: [{ value: 'g' }],
        meta: { resourceType: 'Group', created: '2001-01-01T00:00:00Z', version: 'W/"9"', location: 'x' },
      }),
    );

    expect(answer.status).toBe(201);
    expect(answer.body.id).not.toBe('mine');
    expect(answer.body).not.toHaveProperty('groups');
    expect(answer.body.meta).toEqual(metaOf(service, answer.body.id));
  });

  it.each([
    ['no userName', { userName: undefined }, 'invalidValue', 'userName'],
    ['an empty userName', { userName: '' }, 'invalidValue', 'userName'],
    ['a userName of 256 characters', { userName: 'u'.repeat(256) }, 'invalidValue', 'userName'],
    ['a displayName of 1,025 characters', { displayName: 'é'.repeat(1025) }, 'invalidValue', 'displayName'],
    ['a number for text', { title: 7 }, 'invalidValue', 'title'],
    ['text for a list', { emails: ['a@x', 3] }, 'invalidValue', 'emails'],
    ['no boolean', { active: 'yes' }, 'invalidValue', 'active'],
    ['text for name', { name: 'Lena' }, 'invalidValue', 'name'],
    ['schemas without the core schema', { schemas: [ENTERPRISE] }, 'invalidSyntax', 'schemas'],
    ['no schemas', { schemas: undefined }, 'invalidSyntax', 'schemas'],
  ])(
    '%s is refused with 400 that names it, and nothing is created',
    async (_, overrides, scimType, named) => {
      const total = async () => (await tenant.get('/Users?count=0')).body.totalResults;
      const before = await total();

      const answer = await tenant.post('/Users', entraUser(overrides));

      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        ...scimError,
        status: '400',
        scimType,
        detail: expect.stringContaining(named),
      });
      expect(await total()).toBe(before);
    },
  );

  it('255 characters, also outside the basic plane, are kept', async () => {
    const userName = `${'😀'.repeat(219)}${randomUUID()}`;
    const answer = await tenant.post('/Users', entraUser({ userName, displayName: 'é'.repeat(255) }));

    expect(answer.status).toBe(201);
    expect((await tenant.find('/Users', `userName eq "${userName}"`)).body.Resources).toEqual([answer.body]);
  });

  // The validator's "create a duplicate user": https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial
  it('a second user of the same userName, in any letter case, is 409 uniqueness', async () => {
    const first = await tenant.createUser({ userName: `Dup-${randomUUID()}@fabrikam.example` });

    for (const userName of [first.userName, first.userName.toUpperCase()]) {
      const answer = await tenant.post('/Users', entraUser({ userName }));
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({
        ...scimError,
        status: '409',
        scimType: 'uniqueness',
        detail: expect.stringContaining('userName'),
      });
    }
    expect((await tenant.find('/Users', `userName eq "${first.userName}"`)).body.Resources).toEqual([first]);
  });

  it('a user is found by userName in any letter case, with the characters of a guest name', async () => {
    const userName = `Ann_Contoso.Example#EXT#@${randomUUID()}.onmicrosoft.example`;
    const { id } = await tenant.createUser({ userName });

    for (const asked of [userName, userName.toLowerCase(), userName.toUpperCase()]) {
      const { body } = await tenant.find('/Users', `userName eq "${asked}"`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id, userName }] });
    }
  });

  it('an unquoted value in a filter is text (sample of an older job: externalId eq jyoung)', async () => {
    const { id } = await tenant.createUser({ externalId: `jyoung-${name}` });

    const { body } = await tenant.find('/Users', `externalId eq jyoung-${name}`);

    expect(body.Resources.map((user: { id: string }) => user.id)).toEqual([id]);
  });
});

function metaOf(service: TestService, id: string): object {
  return {
    resourceType: 'User',
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    lastModified: expect.any(String),
    location: `${service.url}/scim/v2/Users/${id}`,
    version: 'W/"1"',
  };
}

function expectHeaders({ headers }: Answer, expected: Record<string, string>): void {
  const found = Object.keys(expected).map((header) => [header, headers.get(header)]);
  expect(Object.fromEntries(found)).toEqual(expected);
}
