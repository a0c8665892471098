import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, USER, type TestTenant } from '../../support/tenant.js';

/*
 * A value of which nothing is known, such as a list under a name of another product, once cleared the attribute and
 * answered 200. Only null, "", [] and `remove` take something away.
 */

const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';

const full = {
  emails: [
    { type: 'work', value: 'lena@fabrikam.example', primary: true },
    { type: 'home', value: 'lena@home.example' },
  ],
  phoneNumbers: [{ type: 'work', value: '+32 9 000 00 01' }],
  addresses: [{ type: 'work', locality: 'Gent' }],
  roles: [{ value: 'Editor' }],
  name: { givenName: 'Lena', familyName: 'Vos' },
  [ENTERPRISE]: { department: 'Events', manager: { value: 'u-41' } },
  [EVENTS]: { badges: [{ code: 'B-1', hall: 'A' }], home: { hall: 'A' }, skills: ['stage'] },
};

/** Attributes with values that hold none of their parts. */
const VALUES: [string, unknown, RegExp][] = [
  ['roles', [{ id: 'r-1', displayName: 'Editor' }], /"roles\[0\]" holds nothing .*got "id", "displayName"/],
  ['roles', [{ value: 'Editor' }, { id: 'r-1' }], /"roles\[1\]" holds nothing/],
  ['emails', [{ address: 'x@example.test' }], /expected one of value, display, type, primary, got "address"/],
  ['emails', { work: 'x@example.test' }, /got "work"/],
  ['emails', [{}], /"emails\[0\]" holds nothing/],
  ['emails', [null], /"emails" holds no value/],
  ['emails', [[]], /"emails" holds no value/],
  ['emails', { emails: [{ address: 'x@example.test' }] }, /got "address"/],
  ['addresses', [{ street: 'Kaai 4', city: 'Gent' }], /expected one of formatted, streetAddress/],
  ['addresses', { addresses: {}, x: 1 }, /got "addresses", "x"/],
  ['name', { first: 'Lena', last: 'Maes' }, /"name" holds nothing .*got "first", "last"/],
  [`${ENTERPRISE}:manager`, { id: 'u-2' }, /manager" holds nothing .*expected one of value, \$ref, got "id"/],
  [
    `${EVENTS}:badges`,
    [{ number: 'B-2' }],
    /badges\[0\]" holds nothing .*expected one of code, hall, got "number"/,
  ],
  [`${EVENTS}:badges`, [{ made: '2026' }], /badges\[0\]" holds nothing/],
  [`${EVENTS}:badges`, [{ pin: '1234' }], /badges\[0\]" holds nothing/],
  [`${EVENTS}:home`, { room: 'x' }, /home" holds nothing/],
  [`${EVENTS}:skills`, [{ id: 'stage' }], /skills\[0\]" must be a string, got an object/],
  [`${EVENTS}:skills`, [null], /skills" holds no value/],
];

onEveryDatabase('A value that holds nothing known', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const text = (each: string, more = {}) => ({ name: each, type: 'string', ...more });
    const attributes = [
      {
        name: 'badges',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          text('code'),
          text('hall'),
          text('made', { mutability: 'readOnly' }),
          text('pin', { returned: 'never' }),
        ],
      },
      { name: 'home', type: 'complex', subAttributes: [text('hall')] },
      text('skills', { multiValued: true }),
    ];
    const { status } = await service.admin('PUT', `/tenants/${tenant.id}/schemas/${EVENTS}`, { attributes });
    expect(status).toBe(201);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    user = await tenant.createUser({ schemas: [USER, ENTERPRISE, EVENTS], ...full });
  });
  afterEach(async () => {
    expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
  });

  const refusal = (detail: RegExp) => ({ status: 400, scimType: 'invalidValue', detail });
  /** A body with an attribute that may be one of an extension. */
  const bodyWith = (path: string, value: unknown) => {
    const colon = path.lastIndexOf(':');
    const own =
      colon < 0 ? { [path]: value } : { [path.slice(0, colon)]: { [path.slice(colon + 1)]: value } };
    return { schemas: [USER], userName: user.userName as string, ...own };
  };

  it.each(VALUES)('of %s: %j is refused however it is sent', async (path, value, detail) => {
    const at = `/Users/${user.id}`;
    for (const op of ['Add', 'Replace', 'replace']) {
      expectRefusal(await tenant.patch(at, [{ op, path, value }]), refusal(detail));
      expectRefusal(await tenant.patch(at, [{ op, value: { [path]: value } }]), refusal(detail));
    }
    expectRefusal(await tenant.put(at, bodyWith(path, value)), refusal(detail));
    const created = await tenant.post('/Users', { ...bodyWith(path, value), userName: 'new' });
    expectRefusal(created, refusal(detail));
  });

  it('of a single value with a read-only part changes nothing', async () => {
    const operation = { op: 'replace', path: `${ENTERPRISE}:manager`, value: { displayName: 'Boss' } };
    expect((await tenant.patch(`/Users/${user.id}`, [operation])).body).toEqual(user);
  });

  it.each<[string, unknown, RegExp]>([
    ['phoneNumbers[type eq "work"]', { number: '+32 9 000 00 02' }, /got "number"/],
    ['phoneNumbers[type eq "work"]', [{ number: '+32 9 000 00 02' }], /got "number"/],
    ['phoneNumbers[type eq "fax"]', { number: '+32 9 000 00 02' }, /got "number"/],
    ['emails[value pr]', { address: 'x@example.test' }, /got "address"/],
    [`${EVENTS}:badges[code eq "B-1"]`, { number: 'B-2' }, /got "number"/],
  ])('of the elements %s: %j is refused', async (path, value, detail) => {
    for (const op of ['Add', 'Replace']) {
      expectRefusal(await tenant.patch(`/Users/${user.id}`, [{ op, path, value }]), refusal(detail));
    }
  });

  it('to be removed is refused', async () => {
    const at = `/Users/${user.id}`;
    for (const value of [[{ address: 'lena@fabrikam.example' }], [{}], [null]]) {
      expectRefusal(await tenant.patch(at, [{ op: 'Remove', path: 'emails', value }]), refusal(/emails/));
    }
  });

  it('that is an empty object asks for nothing', async () => {
    for (const path of ['emails', 'name', 'roles', 'emails[type eq "work"]', `${EVENTS}:badges`]) {
      for (const op of ['Add', 'Replace']) {
        const { status, body } = await tenant.patch(`/Users/${user.id}`, [{ op, path, value: {} }]);
        expect([path, status, body]).toEqual([path, 200, user]);
      }
    }
  });

  it('a list below its own name is unwrapped', async () => {
    const value = { emails: [{ type: 'work', value: 'new@example.test' }] };
    const other = await tenant.createUser(full);
    const { status, body } = await tenant.patch(`/Users/${other.id}`, [
      { op: 'replace', path: 'emails', value },
    ]);
    expect([status, body.emails]).toEqual([200, value.emails]);
  });
});
