import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SEARCH_REQUEST_SCHEMA } from '../../../src/scim/messages.js';
import { onEveryDatabase } from '../../support/databases.js';
import { EVENTS, full, idsOf, register } from '../../support/events-schema.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { USER, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('values of custom schemas', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.createTenant();
  });

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
