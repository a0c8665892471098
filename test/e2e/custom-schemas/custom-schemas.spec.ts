import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SEARCH_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService, type AdminAnswer } from '../../support/service.js';
import { GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';
const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

const string = (name: string, more = {}) => ({ name, type: 'string', ...more });

/** An attribute of each type, and of each characteristic that matters. */
const attributes = [
  string('badge', { caseExact: true }),
  string('nickname'),
  { name: 'crewLead', type: 'boolean' },
  { name: 'shifts', type: 'integer' },
  { name: 'rate', type: 'decimal' },
  { name: 'since', type: 'dateTime' },
  { name: 'photo', type: 'binary' },
  { name: 'page', type: 'reference' },
  string('skills', { multiValued: true }),
  { name: 'home', type: 'complex', subAttributes: [string('hall'), { name: 'row', type: 'integer' }] },
  {
    name: 'certificates',
    type: 'complex',
    multiValued: true,
    subAttributes: [
      string('value'),
      string('type'),
      { name: 'expires', type: 'dateTime' },
      string('pin', { returned: 'never' }),
    ],
  },
  string('onRequest', { returned: 'request' }),
  string('always', { returned: 'always' }),
  string('secret', { returned: 'never' }),
  string('token', { mutability: 'writeOnly' }),
  string('serial', { mutability: 'immutable' }),
  string('computed', { mutability: 'readOnly' }),
];

const full = {
  badge: 'B-2071',
  nickname: 'Noor',
  crewLead: true,
  shifts: 12,
  rate: 31.5,
  since: '2024-05-01T08:00:00.250+02:00',
  photo: 'aGVsbG8=',
  page: 'https://fabrikam.example/noor',
  skills: ['stage', 'Sound'],
  home: { hall: 'B', row: 4 },
  certificates: [
    { value: 'Forklift', type: 'equipment', expires: '2027-06-30T00:00:00Z' },
    { value: 'First aid', type: 'safety' },
  ],
  serial: 'S-1',
  always: 'yes',
};

const register = (
  tenant: TestTenant,
  document: Record<string, unknown> = { attributes },
  urn = EVENTS,
  query = '',
): Promise<AdminAnswer> =>
  tenant.service.admin('PUT', `/tenants/${tenant.id}/schemas/${encodeURIComponent(urn)}${query}`, document);

const idsOf = ({ body }: Answer): string[] => body.Resources.map((user: { id: string }) => user.id);

onEveryDatabase('custom schemas', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
  });

  describe('in the admin API', () => {
    it('are registered, listed, read, changed and deleted', async () => {
      const path = `/tenants/${tenant.id}/schemas`;
      const registered = await register(tenant, {
        schemas: [SCHEMA],
        id: EVENTS,
        name: 'Events',
        attributes: [string('badge')],
      });
      expect(registered).toMatchObject({
        status: 201,
        body: {
          urn: EVENTS,
          resourceType: 'User',
          schema: {
            schemas: [SCHEMA],
            id: EVENTS,
            name: 'Events',
            description: '',
            attributes: [
              {
                name: 'badge',
                type: 'string',
                multiValued: false,
                description: '',
                required: false,
                caseExact: false,
                mutability: 'readWrite',
                returned: 'default',
                uniqueness: 'none',
              },
            ],
          },
        },
      });
      expect(await service.admin('GET', path)).toMatchObject({
        status: 200,
        body: { items: [registered.body], nextCursor: null },
      });
      const one = `${path}/${EVENTS.toUpperCase().replace('URN', 'urn')}`;
      expect(await service.admin('GET', one)).toMatchObject({ status: 200, body: registered.body });

      // What was read can be sent back, and in other letter case it is the same schema.
      const again = await service.admin('PUT', one, registered.body.schema);
      expect(again).toMatchObject({ status: 200, body: { ...registered.body } });

      expect((await service.admin('DELETE', one)).status).toBe(204);
      expect((await service.admin('GET', path)).body.items).toEqual([]);
      expect((await service.admin('DELETE', one)).status).toBe(404);
      expect((await service.admin('GET', one)).status).toBe(404);
    });

    it('extend groups too, by the end of the URN or by name', async () => {
      const urn = 'urn:fabrikam:rooms:Group';
      expect((await register(tenant, { attributes: [string('room')] }, urn)).body.resourceType).toBe('Group');
      const named = await register(
        tenant,
        { attributes: [string('floor')] },
        'urn:fabrikam:floors',
        '?resourceType=Group',
      );
      expect(named).toMatchObject({ status: 201, body: { resourceType: 'Group' } });
      const group = await tenant.createGroup({
        [urn]: { room: '4.1' },
        'urn:fabrikam:floors': { floor: '4' },
      });
      expect(group).toMatchObject({
        schemas: [GROUP, urn, 'urn:fabrikam:floors'],
        [urn]: { room: '4.1' },
        'urn:fabrikam:floors': { floor: '4' },
      });
      expect(idsOf(await tenant.find('/Groups', `${urn}:room eq "4.1"`))).toEqual([group.id]);
    });

    it.each([
      ['no document', {}, 'attributes'],
      ['no attributes', { attributes: [] }, 'attributes'],
      [
        'too many attributes',
        { attributes: Array.from({ length: 101 }, (_, i) => string(`a${i}`)) },
        'attributes',
      ],
      ['another id', { id: 'urn:other:User', attributes }, 'id'],
      ['another kind of document', { schemas: [USER], attributes }, 'schemas'],
      ['an attribute that is no object', { attributes: ['badge'] }, 'attributes[0]'],
      ['no name', { attributes: [{ type: 'string' }] }, 'attributes[0].name'],
      ['a name with a dot', { attributes: [string('a.b')] }, 'attributes[0].name'],
      ['a name of every object', { attributes: [string('constructor')] }, 'attributes[0].name'],
      ['a name that is too long', { attributes: [string('a'.repeat(61))] }, 'attributes[0].name'],
      ['a name twice', { attributes: [string('badge'), string('Badge')] }, 'attributes[1].name'],
      ['an unknown type', { attributes: [{ name: 'a', type: 'text' }] }, 'attributes[0].type'],
      [
        'an unknown mutability',
        { attributes: [string('a', { mutability: 'never' })] },
        'attributes[0].mutability',
      ],
      ['an unknown returned', { attributes: [string('a', { returned: 'no' })] }, 'attributes[0].returned'],
      ['a uniqueness', { attributes: [string('a', { uniqueness: 'server' })] }, 'attributes[0].uniqueness'],
      ['a text for a flag', { attributes: [string('a', { required: 'true' })] }, 'attributes[0].required'],
      [
        'an unknown characteristic',
        { attributes: [string('a', { maxLength: 4 })] },
        'attributes[0].maxLength',
      ],
      [
        'a complex attribute without parts',
        { attributes: [{ name: 'a', type: 'complex' }] },
        'attributes[0].subAttributes',
      ],
      [
        'parts of a string',
        { attributes: [string('a', { subAttributes: [string('b')] })] },
        'attributes[0].subAttributes',
      ],
      [
        'parts of parts',
        { attributes: [{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] }] },
        'attributes[0].subAttributes[0].type',
      ],
      [
        'a list in a part',
        { attributes: [{ name: 'a', type: 'complex', subAttributes: [string('b', { multiValued: true })] }] },
        'attributes[0].subAttributes[0].multiValued',
      ],
      [
        'what is required and not kept',
        { attributes: [string('a', { required: true, returned: 'never' })] },
        'attributes[0].required',
      ],
    ])('are refused with %s', async (_what, document, field) => {
      const { status, body } = await register(tenant, document);
      expect({ status, fields: (body.errors ?? []).map((error: { field: string }) => error.field) }).toEqual({
        status: 400,
        fields: [field],
      });
      expect((await service.admin('GET', `/tenants/${tenant.id}/schemas`)).body.items).toEqual([]);
    });

    it.each([
      ['no URN', 'events', 400],
      ['a URN with other characters', 'urn:events:ü:User', 400],
      ['a URN with a bracket', 'urn:events:a[b]:User', 400],
      ['a long URN', `urn:${'a'.repeat(120)}:b:User`, 400],
      ['a URN that tells no type', 'urn:events:2.0', 400],
      ['the core schema', 'urn:ietf:params:scim:schemas:core:2.0:User', 400],
      ['a core schema that is not there', 'urn:ietf:params:scim:schemas:core:2.0:Device:User', 400],
      ['a message', 'urn:ietf:params:scim:api:messages:2.0:User', 400],
      ['the enterprise extension', 'urn:IETF:params:scim:schemas:extension:enterprise:2.0:User', 409],
      [
        'an attribute of the enterprise extension',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        409,
      ],
    ])('are refused under %s', async (_what, urn, status) => {
      const answer = await register(
        tenant,
        { attributes: [string('a')] },
        urn,
        status === 409 ? '?resourceType=User' : '',
      );
      expect(answer.status).toBe(status);
    });

    it('are refused when a name could stand for two things', async () => {
      await register(tenant, { attributes: [string('User')] }, 'urn:fabrikam:a', '?resourceType=User');
      const second = await register(tenant, { attributes: [string('badge')] }, 'urn:fabrikam:a:User');
      expect(second).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('urn:fabrikam:a:User') },
      });
    });

    it('end at twenty', async () => {
      for (let i = 0; i < 20; i++)
        await register(tenant, { attributes: [string('a')] }, `urn:fabrikam:s${i}:User`);
      const { status, body } = await register(tenant, { attributes: [string('a')] }, 'urn:fabrikam:s20:User');
      expect({ status, detail: body.detail }).toEqual({
        status: 409,
        detail: expect.stringMatching(/20 schemas/),
      });
      expect((await register(tenant, { attributes: [string('b')] }, 'urn:fabrikam:s0:User')).status).toBe(
        200,
      );
    });

    it('are refused for a tenant that does not exist, and to a tenant itself', async () => {
      expect(
        (await service.admin('PUT', `/tenants/nosuchtenant/schemas/${EVENTS}`, { attributes })).status,
      ).toBe(404);
      expect((await service.admin('GET', '/tenants/nosuchtenant/schemas')).status).toBe(404);
      const response = await fetch(`${service.url}/admin/v1/tenants/${tenant.id}/schemas`, {
        headers: { authorization: `Bearer ${tenant.accessCode}` },
      });
      await response.text();
      expect(response.status).toBe(401);
    });
  });

  describe('in discovery', () => {
    it('are shown to their tenant and to nobody else', async () => {
      await register(tenant);
      const other = await service.createTenant('Other');
      const urns = async (who: TestTenant, headers = {}) =>
        (await who.get('/Schemas', headers)).body.Resources.map(({ id }: { id: string }) => id);
      expect(await urns(tenant)).toContain(EVENTS);
      expect(await urns(other)).not.toContain(EVENTS);
      expect(await urns(tenant, { authorization: undefined })).not.toContain(EVENTS);

      const { body: schema } = await tenant.get(`/Schemas/${EVENTS}`);
      expect(schema.attributes.map((each: { name: string }) => each.name)).toEqual(
        attributes.map((each) => each.name),
      );
      expect(JSON.stringify(schema)).not.toMatch(/null/);
      expect(schema.meta).toEqual({
        resourceType: 'Schema',
        location: `${service.url}/scim/v2/Schemas/${EVENTS}`,
      });
      expect((await other.get(`/Schemas/${EVENTS}`)).status).toBe(404);

      const { body: type } = await tenant.get('/ResourceTypes/User');
      expect(type.schemaExtensions).toContainEqual({ schema: EVENTS, required: false });
    });
  });

  describe('in users', () => {
    beforeEach(async () => {
      expect((await register(tenant)).status).toBe(201);
    });

    it('come back as they were sent, also when `schemas` does not name the extension', async () => {
      const sent = { ...full, secret: 'hush', token: 'hush', computed: 'x', unknown: 1 };
      const user = await tenant.createUser({ schemas: [USER], [EVENTS]: sent });
      expect(user.schemas).toEqual([USER, EVENTS]);
      expect(user[EVENTS]).toEqual(full);
      expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
      const [row] = await service.storage.rows<{ document: string }>(
        'SELECT document FROM users WHERE id = ?',
        [user.id],
      );
      expect(row?.document).not.toMatch(/hush/);
      const put = await tenant.put(`/Users/${user.id}`, { schemas: [USER], userName: user.userName });
      expect(put.body[EVENTS]).toEqual({ serial: 'S-1' });
    });

    it.each([
      [{ badge: 4 }, /badge" must be a string/],
      [{ crewLead: 'maybe' }, /crewLead" must be true or false/],
      [{ shifts: 1.5 }, /shifts" must be a whole number/],
      [{ rate: 'much' }, /rate" must be a number/],
      [{ since: 'yesterday' }, /since" must be a dateTime/],
      [{ photo: '!' }, /photo" must be base64/],
      [{ skills: [{ id: 'x' }] }, /skills\[0\]" must be a string/],
      [{ home: 'B' }, /home" must be an object/],
    ])('are checked: %j', async (values, detail) => {
      const answer = await tenant.post('/Users', { schemas: [USER], userName: 'wrong', [EVENTS]: values });
      expectRefusal(answer, { status: 400, scimType: 'invalidValue', detail });
    });

    it('are patched by URN path and by value, in both grammars', async () => {
      const user = await tenant.createUser({ [EVENTS]: full });
      const patched = await tenant.patch(`/Users/${user.id}`, [
        { op: 'Replace', path: `${EVENTS}:badge`, value: 'B-2072' },
        { op: 'Add', path: `${EVENTS.toUpperCase().replace('URN', 'urn')}:CrewLead`, value: 'False' },
        { op: 'Add', path: `${EVENTS}:skills`, value: ['light'] },
        { op: 'Replace', path: `${EVENTS}:home.row`, value: 5 },
        { op: 'Replace', path: `${EVENTS}:certificates[type eq "safety"].value`, value: 'Rescue' },
        { op: 'Remove', path: `${EVENTS}:certificates[value eq "Forklift"]` },
        { op: 'Remove', path: `${EVENTS}:nickname` },
        { op: 'Replace', path: `${EVENTS}:secret`, value: 'hush' },
      ]);
      expect({ status: patched.status, values: patched.body[EVENTS] }).toEqual({
        status: 200,
        values: {
          ...full,
          badge: 'B-2072',
          crewLead: false,
          skills: ['stage', 'Sound', 'light'],
          home: { hall: 'B', row: 5 },
          certificates: [{ value: 'Rescue', type: 'safety' }],
          nickname: undefined,
        },
      });
      const merged = await tenant.patch(`/Users/${user.id}`, [
        { op: 'replace', value: { [`${EVENTS}:badge`]: 'B-3', [EVENTS]: { shifts: 13, rate: null } } },
      ]);
      expect(merged.body[EVENTS]).toMatchObject({ badge: 'B-3', shifts: 13 });
      expect(merged.body[EVENTS]).not.toHaveProperty('rate');
      const emptied = await tenant.patch(`/Users/${user.id}`, [{ op: 'remove', path: `${EVENTS}:always` }]);
      expect(emptied.body[EVENTS]).not.toHaveProperty('always');
    });

    it('keep what is immutable', async () => {
      const user = await tenant.createUser({ [EVENTS]: { badge: 'B-1' } });
      const path = `/Users/${user.id}`;
      const set = await tenant.patch(path, [{ op: 'add', path: `${EVENTS}:serial`, value: 'S-9' }]);
      expect(set.body[EVENTS]).toEqual({ badge: 'B-1', serial: 'S-9' });
      const refusal = { status: 400, scimType: 'mutability', detail: /:serial" is immutable/ };
      for (const operation of [
        { op: 'replace', path: `${EVENTS}:serial`, value: 'S-10' },
        { op: 'remove', path: `${EVENTS}:serial` },
        { op: 'remove', path: EVENTS },
        { op: 'replace', value: { [EVENTS]: { serial: 'S-10' } } },
      ]) {
        const fine = { op: 'replace', path: 'title', value: 'Must not stay' };
        expectRefusal(await tenant.patch(path, [fine, operation, fine]), {
          ...refusal,
          detail: /^Operations\[1\]: .*:serial" is immutable/,
        });
      }
      const { userName } = user;
      expectRefusal(
        await tenant.put(path, { schemas: [USER], userName, [EVENTS]: { serial: 'S-10' } }),
        refusal,
      );
      const same = await tenant.put(path, { schemas: [USER], userName, [EVENTS]: { serial: 'S-9' } });
      expect(same.body[EVENTS]).toEqual({ serial: 'S-9' });
    });

    it('are returned as their `returned` says', async () => {
      const { id } = await tenant.createUser({ [EVENTS]: { ...full, onRequest: 'here' } });
      const read = async (query: string) => (await tenant.get(`/Users/${id}${query}`)).body[EVENTS];
      expect(await read('')).not.toHaveProperty('onRequest');
      expect(await read(`?attributes=${EVENTS}:onRequest`)).toEqual({ always: 'yes', onRequest: 'here' });
      expect(await read('?attributes=userName')).toEqual({ always: 'yes' });
      expect(await read(`?attributes=${EVENTS}:home.hall`)).toEqual({ always: 'yes', home: { hall: 'B' } });
      expect(await read(`?excludedAttributes=${EVENTS}`)).toEqual({ always: 'yes' });
      expect(await read(`?excludedAttributes=${EVENTS}:badge`)).not.toHaveProperty('badge');
    });

    it('are filtered, and sorted by', async () => {
      const user = await tenant.createUser({ [EVENTS]: full });
      const later = await tenant.createUser({ [EVENTS]: { badge: 'A-1', shifts: 2, crewLead: false } });
      for (const filter of [
        `${EVENTS}:badge eq "B-2071"`,
        `${EVENTS}:badge sw "B-"`,
        `${EVENTS}:nickname eq "NOOR"`,
        `${EVENTS}:crewLead eq "True"`,
        `${EVENTS}:shifts gt 11.5`,
        `${EVENTS}:rate le 31.5`,
        `${EVENTS}:since eq "2024-05-01T06:00:00.25Z"`,
        `${EVENTS}:photo pr`,
        `${EVENTS}:page ew "/noor"`,
        `${EVENTS}:skills eq "sound"`,
        `${EVENTS}:home.row eq 4`,
        `${EVENTS}:home[hall eq "B" and row eq 4]`,
        `${EVENTS}:certificates eq "first aid"`,
        `${EVENTS}:certificates[type eq "equipment" and expires gt "2027-01-01T00:00:00Z"]`,
        `${EVENTS}:certificates[type eq "equipment"].value sw "Fork"`,
        `schemas eq "${EVENTS}" and ${EVENTS}:shifts ne 2`,
      ]) {
        expect({ filter, found: idsOf(await tenant.find('/Users', filter)) }).toEqual({
          filter,
          found: [user.id],
        });
      }
      const sorted = await tenant.get(`/Users?sortBy=${EVENTS}:shifts&sortOrder=descending`);
      expect(idsOf(sorted)).toEqual([user.id, later.id]);
      const wrong = await tenant.find('/Users', `${EVENTS}:badge eq "b-2071"`);
      expect(idsOf(wrong)).toEqual([]);
    });

    it.each(['secret', 'token', 'certificates.pin', 'certificates[pin eq "1"]'])(
      'are not filtered by what is never returned: %s',
      async (path) => {
        const filter = path.includes('[') ? `${EVENTS}:${path}` : `${EVENTS}:${path} eq "hush"`;
        const posted = { schemas: [SEARCH_REQUEST_SCHEMA], filter };
        expectRefusal(await tenant.post('/Users/.search', posted), {
          status: 400,
          scimType: 'invalidFilter',
          detail: /never returned/,
        });
        expectRefusal(await tenant.find('/Users', filter), {
          status: 403,
          scimType: 'sensitive',
          detail: /must not stand in a URL/,
        });
      },
    );

    it('come in bulk', async () => {
      const { body } = await tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          {
            method: 'POST',
            path: '/Users',
            bulkId: 'a',
            data: { schemas: [USER], userName: 'bulk', [EVENTS]: full },
          },
        ],
      });
      expect(body.Operations[0].status).toBe('201');
      expect(
        idsOf(await tenant.get(`/?filter=${encodeURIComponent(`${EVENTS}:badge eq "B-2071"`)}`)),
      ).toHaveLength(1);
    });

    it('need their URN: a bare name is no attribute of the user', async () => {
      const user = await tenant.createUser({ badge: 'B-9' });
      expect(user).not.toHaveProperty(EVENTS);
      expectRefusal(await tenant.find('/Users', 'badge eq "B-9"'), {
        status: 400,
        scimType: 'invalidFilter',
      });
    });

    it('are of one tenant: to another the URN is unknown', async () => {
      const other = await service.createTenant('Other');
      const user = await other.createUser({ schemas: [USER, EVENTS], [EVENTS]: full });
      expect(user).not.toHaveProperty(EVENTS);
      expect(user.schemas).toEqual([USER]);
      expectRefusal(await other.find('/Users', `${EVENTS}:badge pr`), {
        status: 400,
        scimType: 'invalidFilter',
      });
      const patch = await other.patch(`/Users/${user.id}`, [
        { op: 'add', path: `${EVENTS}:badge`, value: 'B' },
      ]);
      expect([patch.status, patch.body]).toEqual([200, user]);
    });
  });

  describe('that are used', () => {
    const change = async (changed: Record<string, unknown>[]) => {
      const { status, body } = await register(tenant, { attributes: changed });
      return { status, detail: body.detail };
    };
    const without = (gone: string) => attributes.filter((each) => each.name !== gone);
    const withChange = (name: string, more: Record<string, unknown>) =>
      attributes.map((each) => (each.name === name ? { ...each, ...more } : each));

    beforeEach(async () => {
      await register(tenant);
      await tenant.createUser({ [EVENTS]: { badge: 'B-1', home: { hall: 'B' } } });
    });

    it('are not deleted until nobody has values of them', async () => {
      const path = `/tenants/${tenant.id}/schemas/${EVENTS}`;
      expect(await service.admin('DELETE', path)).toMatchObject({ status: 409 });
      const { body } = await tenant.find('/Users', `${EVENTS}:badge pr`);
      await tenant.patch(`/Users/${body.Resources[0].id}`, [{ op: 'remove', path: EVENTS }]);
      expect((await service.admin('DELETE', path)).status).toBe(204);
      const user = await tenant.createUser({ [EVENTS]: { badge: 'B-2' } });
      expect(user).not.toHaveProperty(EVENTS);
    });

    it('take any change that loses nothing', async () => {
      const more = [...without('nickname'), string('team')];
      expect((await change(more)).status).toBe(200);
      expect((await change(withChange('badge', { description: 'Number', returned: 'request' }))).status).toBe(
        200,
      );
      expect((await change(withChange('shifts', { type: 'string' }))).status).toBe(200);
    });

    it('refuse a change that would lose a value', async () => {
      const refused = (text: string) => ({ status: 409, detail: expect.stringContaining(text) });
      expect(await change(without('badge'))).toEqual(refused('"badge" goes'));
      expect(await change(withChange('badge', { type: 'integer' }))).toEqual(
        refused('from string to integer'),
      );
      expect(await change(withChange('badge', { multiValued: true }))).toEqual(
        refused('becomes multi-valued'),
      );
      expect(await change(withChange('badge', { caseExact: false }))).toEqual(
        refused('compared in another way'),
      );
      expect(await change(withChange('badge', { returned: 'never' }))).toEqual(refused('kept no longer'));
      expect(await change(withChange('badge', { name: 'Badge' }))).toEqual(refused('"badge" goes'));
      expect(await change(withChange('nickname', { required: true }))).toEqual(refused('becomes required'));
      expect(await change(withChange('home', { subAttributes: [{ name: 'row', type: 'integer' }] }))).toEqual(
        refused('"home.hall" goes'),
      );
      expect(await register(tenant, { attributes }, EVENTS, '?resourceType=Group')).toMatchObject({
        status: 409,
      });
      const { body } = await tenant.find('/Users', `${EVENTS}:badge eq "B-1"`);
      expect(body.totalResults).toBe(1);
    });
  });
});
