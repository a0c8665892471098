import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * How Entra changes, disables and restores users, in both grammars.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */

const WITHOUT_FLAG = [
  { op: 'Replace', path: 'displayName', value: 'Lena Vos-Maes' },
  { op: 'Replace', path: 'name.familyName', value: 'Vos-Maes' },
  { op: 'Add', path: 'title', value: 'Lead planner' },
  { op: 'Replace', path: 'emails[type eq "work"].value', value: 'lena.maes@fabrikam.example' },
  { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'Kaai 9' },
  { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+32 470 00 00 02' },
  { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'Ops' },
  { op: 'Replace', path: 'active', value: 'False' },
];

const WITH_FLAG = [
  { op: 'replace', path: 'emails[type eq "work"].value', value: 'lena.maes@fabrikam.example' },
  { op: 'add', path: 'addresses[type eq "work"].streetAddress', value: 'Kaai 9' },
  { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+32 470 00 00 02' },
  {
    op: 'replace',
    value: {
      displayName: 'Lena Vos-Maes',
      'name.familyName': 'Vos-Maes',
      title: 'Lead planner',
      active: false,
      [`${ENTERPRISE}:department`]: 'Ops',
    },
  },
];

/** Every way in which `active` has been seen; the last ones by analogy. */
const ACTIVE_FORMS: [string, (active: boolean) => Record<string, unknown>][] = [
  ['Replace "False"', (active) => ({ op: 'Replace', path: 'active', value: active ? 'True' : 'False' })],
  // An edited mapping expression: https://github.com/scimmyjs/scimmy/issues/86
  ['Replace "false"', (active) => ({ op: 'Replace', path: 'active', value: String(active) })],
  ['Replace false', (active) => ({ op: 'Replace', path: 'active', value: active })],
  // https://github.com/rancher/rancher/issues/54025
  ['Add "False"', (active) => ({ op: 'Add', path: 'active', value: active ? 'True' : 'False' })],
  ['add false', (active) => ({ op: 'add', path: 'active', value: active })],
  ['replace {active: false}', (active) => ({ op: 'replace', value: { active } })],
  [
    'replace {active: "False"}',
    (active) => ({ op: 'replace', value: { active: active ? 'True' : 'False' } }),
  ],
  ['a qualified path', (active) => ({ op: 'replace', path: `${USER}:active`, value: active })],
  ['a qualified name', (active) => ({ op: 'replace', value: { [`${USER}:active`]: active } })],
  ['other letter case', (active) => ({ op: 'REPLACE', path: 'Active', value: active ? 'TRUE' : 'FALSE' })],
];

onEveryDatabase('Entra: changing users', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it.each([
    ['without the flag', WITHOUT_FLAG],
    ['with the flag', WITH_FLAG],
  ])('all attributes at once %s: 200 with the whole user', async (_, operations) => {
    const before = await tenant.createUser(entraUser());

    const answer = await tenant.patch(`/Users/${before.id}`, operations);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      displayName: 'Lena Vos-Maes',
      title: 'Lead planner',
      active: false,
      name: { ...before.name, familyName: 'Vos-Maes' },
      emails: [{ ...before.emails[0], value: 'lena.maes@fabrikam.example' }],
      addresses: [{ ...before.addresses[0], streetAddress: 'Kaai 9' }],
      phoneNumbers: [before.phoneNumbers[0], { type: 'mobile', value: '+32 470 00 00 02' }],
      [ENTERPRISE]: { ...before[ENTERPRISE], department: 'Ops' },
      meta: { ...before.meta, version: 'W/"2"', lastModified: answer.body.meta.lastModified },
    });
    expect(Date.parse(answer.body.meta.lastModified)).toBeGreaterThanOrEqual(
      Date.parse(before.meta.lastModified),
    );
    expect(answer.headers.get('etag')).toBe('W/"2"');
    expect(answer.headers.get('content-location')).toBe(before.meta.location);
    expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(answer.body);
  });

  it('the envelope may name Operations first, in any letter case, with charset in the media type', async () => {
    const { id } = await tenant.createUser();

    const answer = await tenant.request(
      'PATCH',
      `/Users/${id}`,
      `{"operations":[{"op":"Replace","path":"title","value":"Lead"}],"Schemas":["${PATCH_OP}"]}`,
      { 'content-type': 'application/scim+json; charset=utf-8' },
    );

    expect([answer.status, answer.body.title]).toEqual([200, 'Lead']);
  });

  describe.each(ACTIVE_FORMS)('disabling and restoring by %s', (_, operation) => {
    it('is seen by id and by filters, and keeps the id and everything else', async () => {
      const before = await tenant.createUser(entraUser());
      const found = async (filter: string) => (await tenant.find('/Users', filter)).body.Resources;
      const mine = `id eq "${before.id}"`;

      const disabled = await tenant.patch(`/Users/${before.id}`, [operation(false)]);
      expect(disabled.status).toBe(200);
      const { meta } = disabled.body;
      expect(disabled.body).toEqual({ ...before, active: false, meta });
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(disabled.body);
      // TUT: a disabled user must still be found by the matching attribute.
      expect(await found(`userName eq "${before.userName}"`)).toEqual([disabled.body]);
      expect(await found(`${mine} and active eq false`)).toHaveLength(1);
      expect(await found(`${mine} and active eq "False"`)).toHaveLength(1);
      expect(await found(`${mine} and active eq true`)).toHaveLength(0);

      const restored = await tenant.patch(`/Users/${before.id}`, [operation(true)]);
      expect(restored.body).toEqual({ ...before, active: true, meta: restored.body.meta });
      expect(restored.body.meta.version).toBe('W/"3"');
      expect(await found(`${mine} and active eq True`)).toHaveLength(1);
    });
  });

  // Validator: "Update User userName", a merged operation (scim-validator-tutorial).
  it.each([
    ['replace {userName}', (userName: string) => ({ op: 'replace', value: { userName } })],
    ['Replace userName', (userName: string) => ({ op: 'Replace', path: 'userName', value: userName })],
  ])('renaming by %s: the new name is found, the old one is free', async (_, operation) => {
    const before = await tenant.createUser();
    const userName = `renamed-${randomUUID()}`;

    const answer = await tenant.patch(`/Users/${before.id}`, [operation(userName)]);

    expect([answer.status, answer.body.userName]).toEqual([200, userName]);
    expect((await tenant.find('/Users', `userName eq "${before.userName}"`)).body.totalResults).toBe(0);
    expect((await tenant.find('/Users', `userName eq "${userName}"`)).body.Resources).toEqual([answer.body]);
    await tenant.createUser({ userName: before.userName });
  });

  const FAULTS: [string, unknown, number, Record<string, unknown>][] = [
    [
      'a malformed path',
      { op: 'Add', path: 'emails[type eq "work"', value: '1' },
      400,
      { scimType: 'invalidPath' },
    ],
    [
      'a read-only path',
      { op: 'Replace', path: 'meta.created', value: 'x' },
      400,
      { scimType: 'mutability' },
    ],
    ['id in a path', { op: 'Replace', path: 'id', value: 'x' }, 400, { scimType: 'mutability' }],
    [
      'groups in a path',
      { op: 'Add', path: 'groups', value: [{ value: 'x' }] },
      400,
      { scimType: 'mutability' },
    ],
    ['a wrong type', { op: 'Replace', path: 'active', value: 'maybe' }, 400, { scimType: 'invalidValue' }],
    ['no value', { op: 'Replace', path: 'title' }, 400, { scimType: 'invalidValue' }],
    ['remove without a path', { op: 'Remove', value: { title: '' } }, 400, { scimType: 'noTarget' }],
    ['an unknown op', { op: 'Move', path: 'title', value: 'x' }, 400, { scimType: 'invalidSyntax' }],
    ['clearing userName', { op: 'Replace', path: 'userName', value: '' }, 400, { scimType: 'invalidValue' }],
    ['removing userName', { op: 'Remove', path: 'userName' }, 400, { scimType: 'mutability' }],
    [
      'a taken userName',
      { op: 'Replace', path: 'userName', value: 'TAKEN' },
      409,
      { scimType: 'uniqueness' },
    ],
    [
      'a filter that cannot make an element',
      { op: 'Replace', path: 'emails[value co "@nowhere"].type', value: 'home' },
      400,
      { scimType: 'noTarget' },
    ],
  ];

  it.each(FAULTS)(
    '%s is refused and nothing of the request is applied',
    async (_, operation, status, error) => {
      await tenant.post('/Users', entraUser({ userName: 'Taken' }));
      const before = await tenant.createUser(entraUser());
      const good = { op: 'Replace', path: 'title', value: 'Changed' };

      for (const operations of [
        [good, operation],
        [operation, good],
      ]) {
        const answer = await tenant.patch(`/Users/${before.id}`, operations);
        expect(answer.status).toBe(status);
        expect(answer.body).toEqual({
          ...scimError,
          status: String(status),
          detail: expect.stringMatching(/./),
          ...error,
        });
      }
      expect((await tenant.get(`/Users/${before.id}`)).body).toEqual(before);
    },
  );

  it('read-only and unknown names inside a merged value are ignored', async () => {
    const before = await tenant.createUser(entraUser());

    const answer = await tenant.patch(`/Users/${before.id}`, [
      {
        op: 'replace',
        value: {
          id: 'x',
          schemas: [],
          meta: { version: '9' },
          groups: [],
          shoeSize: 42,
          'urn:x:2.0:User:a': 1,
          title: 'Lead',
        },
      },
    ]);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...before, title: 'Lead', meta: answer.body.meta });
  });

  it('an unknown id is 404, whatever the operations', async () => {
    const answer = await tenant.patch(`/Users/${randomUUID()}`, WITHOUT_FLAG);

    expect([answer.status, answer.body.status]).toEqual([404, '404']);
  });
});
