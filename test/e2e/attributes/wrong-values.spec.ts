import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const long = 'x'.repeat(1025);
const certificate = { value: 'not base64!' };

/** Attributes of a user, each with a value it cannot take, and what the answer is to tell. */
const VALUES: readonly (readonly [string, unknown, RegExp])[] = [
  ['userName', 42, /"userName" must be a string, got 42/],
  ['userName', ['a', 'b'], /"userName" must be a string, got a list/],
  ['userName', { id: 'a' }, /"userName" must be a string, got an object/],
  ['userName', '', /"userName" is required/],
  ['userName', null, /"userName" is required/],
  ['userName', long, /"userName" has 1025 characters; at most 255/],
  ['displayName', long, /"displayName" has 1025 characters; at most 1024/],
  ['externalId', long, /"externalId" has 1025 characters; at most 1024/],
  ['externalId', 7, /"externalId" must be a string, got 7/],
  ['title', true, /"title" must be a string, got true/],
  ['title', { a: 1 }, /"title" must be a string, got an object/],
  ['profileUrl', 1.5, /"profileUrl" must be a string \(a URI\), got 1.5/],
  ['active', 'yes', /"active" must be true or false, got "yes"/],
  ['active', 1, /"active" must be true or false, got 1/],
  ['active', [true, false], /"active" must be true or false, got a list/],
  ['name', 'Ann Other', /"name" must be an object/],
  ['name', 5, /"name" must be an object/],
  ['name', { givenName: 5 }, /"name.givenName" must be a string, got 5/],
  ['name', { familyName: ['Other', 'One'] }, /"name.familyName" must be a string, got a list/],
  ['emails', 5, /"emails.*value" must be a string, got 5/],
  ['emails', [5], /"emails\[0\].value" must be a string, got 5/],
  ['emails', [{}], /"emails\[0\]" holds nothing that can be stored; expected one of value, /],
  ['emails', [null], /"emails" holds no value; expected a list of values/],
  ['emails', [{ address: 'a@b.c' }], /"emails\[0\]" holds nothing that can be stored.*got "address"/],
  ['emails', { work: 'a@b.c' }, /"emails\[0\]" holds nothing that can be stored.*got "work"/],
  ['name', { first: 'Ann' }, /"name" holds nothing that can be stored.*got "first"/],
  ['emails', [{ value: 'a@b.c' }, { value: 5 }], /"emails\[1\].value" must be a string, got 5/],
  ['emails', [{ value: 'a@b.c', primary: 'maybe' }], /"emails\[0\].primary" must be true or false/],
  [
    'emails',
    Array.from({ length: 1001 }, (_, i) => ({ value: `${i}@b.c` })),
    /"emails" has 1001 values; at most 1000/,
  ],
  [
    'addresses',
    [{ type: 'work', locality: {} }],
    /"addresses\[0\].locality" must be a string, got an object/,
  ],
  ['phoneNumbers', [[1, 2]], /"phoneNumbers\[0\]" must be an object/],
  ['x509Certificates', [certificate], /"x509Certificates\[0\].value" must be base64 text/],
  [ENTERPRISE, 'Quality', /enterprise:2.0:User" must be an object/],
  [ENTERPRISE, ['Quality'], /enterprise:2.0:User" must be an object/],
  [ENTERPRISE, { department: 5 }, /enterprise:2.0:User:department" must be a string, got 5/],
  [ENTERPRISE, { manager: 5 }, /enterprise:2.0:User:manager.value" must be a string, got 5/],
  [ENTERPRISE, { manager: { id: 'x' } }, /manager" holds nothing that can be stored.*got "id"/],
  [
    ENTERPRISE,
    { manager: [{ value: 'a' }, { value: 'b' }] },
    /enterprise:2.0:User:manager" must be an object/,
  ],
];

onEveryDatabase('a wrong value', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;
  let group: any;
  let before: Record<string, string[]>;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    user = await tenant.createUser({ emails: [{ type: 'work', value: 'a@b.c' }] });
    group = await tenant.createGroup({ members: [{ value: user.id }] });
  });
  beforeEach(async () => {
    before = await storedRows(service.storage);
  });
  afterEach(async () => {
    expect(await storedRows(service.storage)).toEqual(before);
    expect(({} as any).polluted ?? ({} as any).isAdmin).toBeUndefined();
  });
  afterAll(() => service.stop());

  it.each(VALUES)('of %s (%#) is refused however it is sent', async (attribute, value, detail) => {
    const refusal = { status: 400, scimType: 'invalidValue', detail };
    const body = { schemas: [USER], userName: 'new@b.c', [attribute]: value };
    expectRefusal(await tenant.post('/Users', body), refusal);
    expectRefusal(await tenant.put(`/Users/${user.id}`, body), refusal);
    for (const op of ['replace', 'Add']) {
      const fine = { op: 'replace', path: 'nickName', value: 'Must not stay' };
      const withPath = [fine, { op, path: attribute, value }];
      expectRefusal(await tenant.patch(`/Users/${user.id}`, withPath), refusal);
      const withoutPath = [fine, { op, value: { [attribute]: value } }];
      expectRefusal(await tenant.patch(`/Users/${user.id}`, withoutPath), refusal);
    }
  });

  describe('of a group', () => {
    const missing = '0195c5a0-0000-7000-8000-000000000000';
    const members: readonly (readonly [string, unknown, RegExp])[] = [
      ['that nobody has as an id', [{ value: missing }], new RegExp(missing)],
      ['after a right one', [{ value: 'USER' }, { value: missing }], new RegExp(missing)],
      ['that is no id', [{ value: 'a b\u00e9' }], /no user or group with the id "a b/],
      ['that is very long', [{ value: 'x'.repeat(5000) }], /no user or group with the id "x+/],
      ['that is a number', [{ value: 5 }], /"members\[0\].value" must be a string, got 5/],
      ['without value', [{ display: 'Ann' }], /"members\[0\]" holds nothing that can be stored/],
      ['that is a number itself', [5], /"members\[0\].value" must be a string, got 5/],
      ['that is empty', [{}], /"members\[0\]" holds nothing that can be stored/],
      ['that is null', [null], /"members\[0\].value" is required/],
      ['that is the empty text', '', /"members\[0\].value" is required/],
      ['that is an empty object', {}, /"members\[0\]" holds nothing that can be stored/],
    ];
    it.each(members)(
      'as a member %s is refused, and no other member is changed',
      async (_title, sent, detail) => {
        const value = JSON.parse(JSON.stringify(sent).replace('"USER"', JSON.stringify(user.id))) as unknown;
        const refusal = { status: 400, scimType: 'invalidValue', detail };
        const body = { schemas: [GROUP], displayName: 'New', members: value };
        expectRefusal(await tenant.post('/Groups', body), refusal);
        expectRefusal(await tenant.put(`/Groups/${group.id}`, body), refusal);
        const path = `/Groups/${group.id}`;
        const inOperation = (index: number) => ({
          ...refusal,
          detail: new RegExp(`^Operations\\[${index}\\]: .*${detail.source}`),
        });
        for (const op of ['add', 'replace']) {
          expectRefusal(await tenant.patch(path, [{ op, path: 'members', value }]), inOperation(0));
          expectRefusal(
            await tenant.patch(path, [
              { op: 'remove', path: 'members' },
              { op: 'replace', value: { displayName: 'x', members: value } },
            ]),
            inOperation(1),
          );
        }
      },
    );

    it.each([
      [{ displayName: undefined }, /"displayName" is required/],
      [{ displayName: '' }, /"displayName" is required/],
      [{ displayName: 5 }, /"displayName" must be a string, got 5/],
      [{ displayName: 'x'.repeat(1025) }, /"displayName" has 1025 characters/],
      [{ displayName: '\u0130'.repeat(600) }, /"displayName" has \d+ characters/],
    ])('as its name %# is refused', async (wrong, detail) => {
      const body = { schemas: [GROUP], ...wrong };
      const refusal = { status: 400, scimType: 'invalidValue', detail };
      expectRefusal(await tenant.post('/Groups', body), refusal);
      expectRefusal(await tenant.put(`/Groups/${group.id}`, body), refusal);
    });
  });

  it.each([
    ['userName', { userName: 'a', USERNAME: 'b' }, /userName|USERNAME/],
    ['a sub-attribute', { name: { givenName: 'a', GivenName: 'b' } }, /name.givenName/i],
    ['an extension attribute', { [ENTERPRISE]: { department: 'a', Department: 'b' } }, /department/i],
    ['an extension', { [ENTERPRISE]: {}, [ENTERPRISE.toUpperCase()]: {} }, /enterprise/i],
  ])('because %s comes twice in different letter case is refused', async (_title, members, detail) => {
    const body = { schemas: [USER], userName: 'twice@b.c', ...members };
    const refusal = { status: 400, scimType: 'invalidSyntax', detail };
    expectRefusal(await tenant.post('/Users', body), refusal);
    expectRefusal(await tenant.put(`/Users/${user.id}`, body), refusal);
    expectRefusal(await tenant.patch(`/Users/${user.id}`, [{ op: 'add', value: members }]), refusal);
  });

  it('under a name that every object has is ignored like any unknown attribute', async () => {
    const own = `{"__proto__":{"polluted":1,"userName":"x"},"constructor":{"prototype":{"polluted":1}},"toString":1`;
    const { status, body } = await tenant.post(
      '/Users',
      `${own},"schemas":["${USER}"],"userName":"proto@b.c"}`,
    );
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['id', 'meta', 'schemas', 'userName']);
    const patch = `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","value":${own}}}]}`;
    expect((await tenant.request('PATCH', `/Users/${body.id}`, patch)).body).toEqual(body);
    expect((await tenant.delete(`/Users/${body.id}`)).status).toBe(204);
  });
});
