import { describe, expect, it } from '@jest/globals';
import { boolean, string } from './attribute.js';
import { groupType, ResourceType, userType } from './resource-type.js';
import { parseResourceBody } from './resource-body.js';
import { userSchema } from './schemas/user.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

function user(attributes: Record<string, unknown>): Record<string, unknown> {
  return parseResourceBody({ schemas: [CORE], userName: 'lena@x', ...attributes }, userType).resource;
}

/** The attributes of a user that a minimal user does not have. */
function beyondBare(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(user(attributes)).filter(([name]) => name !== 'schemas' && name !== 'userName'),
  );
}

const seed = {
  externalId: '7d1c3f9e',
  userName: 'Lena.Vos@fabrikam.example',
  name: { familyName: 'Vos', givenName: 'Lena' },
  preferredLanguage: 'nl-BE',
  active: true,
  emails: [{ type: 'work', value: 'Lena.Vos@fabrikam.example', primary: true }],
  phoneNumbers: [
    { type: 'work', value: '+32 (0)9 000 00 01' },
    { type: 'mobile', value: '0470.00.00.01' },
  ],
  addresses: [
    { type: 'work', streetAddress: 'Kaai 4\nbus 2', locality: 'Gent', postalCode: '9000', country: 'BE' },
  ],
};

describe('a user as Entra creates it', () => {
  it('is stored as it was sent', () => {
    const body = { schemas: [CORE, URN], ...seed, roles: [], meta: { resourceType: 'User' } };
    expect(parseResourceBody(body, userType)).toEqual({
      resource: { schemas: [CORE], ...seed },
      memberIds: [],
    });
  });

  it('with the enterprise extension', () => {
    const extension = { employeeNumber: 'E-113', department: 'Events', manager: { value: 'any text' } };
    expect(user({ [URN]: extension })).toEqual({
      schemas: [CORE, URN],
      userName: 'lena@x',
      [URN]: extension,
    });
  });

  it('in any letter case of names', () => {
    const body = {
      Schemas: [CORE],
      USERNAME: 'lena@x',
      Active: 'True',
      Emails: [{ Type: 'work', VALUE: 'lena@x' }],
    };
    expect(parseResourceBody(body, userType).resource).toEqual({
      schemas: [CORE],
      userName: 'lena@x',
      active: true,
      emails: [{ type: 'work', value: 'lena@x' }],
    });
  });

  it.each([
    [
      'string booleans',
      { active: 'False', roles: [{ value: 'x', primary: 'True' }] },
      { active: false, roles: [{ value: 'x', primary: true }] },
    ],
    [
      'nulls',
      {
        addresses: null,
        phoneNumbers: null,
        title: null,
        name: null,
        active: null,
        manager: null,
        [URN]: null,
      },
      {},
    ],
    [
      'empty values',
      { title: '', emails: [], name: {}, roles: [{ value: '' }], [URN]: {}, addresses: [{ type: null }] },
      {},
    ],
    ['an empty object for a list', { emails: {} }, {}],
    [
      'dotted and URN names',
      { 'name.givenName': 'Lena', [`${URN}:department`]: 'Ops' },
      { name: { givenName: 'Lena' }, [URN]: { department: 'Ops' } },
    ],
    ['a manager as text', { [URN]: { manager: 'u-41' } }, { [URN]: { manager: { value: 'u-41' } } }],
    ['a manager without its URN', { manager: { value: 'u-41' } }, { [URN]: { manager: { value: 'u-41' } } }],
    ['an element without its list', { emails: { value: 'a@x' } }, { emails: [{ value: 'a@x' }] }],
    [
      'two primaries',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      {
        emails: [
          { value: 'a', primary: false },
          { value: 'b', primary: true },
        ],
      },
    ],
    [
      'what is no URL, language or time zone',
      { profileUrl: 'xyz', locale: 'qwerty', timezone: 'nowhere' },
      { profileUrl: 'xyz', locale: 'qwerty', timezone: 'nowhere' },
    ],
    ['a password', { password: 'secret' }, {}],
    ['read-only attributes', { id: 'x', meta: { version: 'x' }, groups: [{ value: 'g-1' }] }, {}],
    [
      'unknown attributes',
      { nickname2: 1, 'x[y': 1, 'x[type eq "a"].value': 1, constructor: {}, members: [{ value: 'u' }] },
      {},
    ],
    [
      'unknown extensions',
      { 'urn:example:acme:2.0:User': { badge: 'x' }, 'urn:example:acme:2.0:User:badge': 'x' },
      {},
    ],
  ])('with %s', (_, sent, stored) => {
    expect(beyondBare(sent)).toEqual(stored);
  });

  it('derives schemas from the attributes, whatever was listed', () => {
    expect(user({ [URN]: { department: 'Ops' } }).schemas).toEqual([CORE, URN]);
    const listed = { schemas: ['urn:example:unknown', URN, CORE.toUpperCase()], userName: 'lena@x' };
    expect(parseResourceBody(listed, userType).resource.schemas).toEqual([CORE]);
  });

  it('orders attributes as they are defined', () => {
    const sent = { [URN]: { department: 'x', costCenter: 'y' }, active: true, title: 'x', externalId: 'x' };
    expect(Object.keys(user(sent))).toEqual(['schemas', 'externalId', 'userName', 'title', 'active', URN]);
    expect(Object.keys(user(sent)[URN] as object)).toEqual(['costCenter', 'department']);
  });

  it.each([
    [255, 'a', true],
    [256, 'a', false],
    [255, '\u00e9', true],
    [255, '\u{1F600}', true],
    [256, '\u{1F600}', false],
    [127, '\u0130', true],
    [128, '\u0130', false],
  ])('may have a userName of %i times %s: %s', (length, letter, accepted) => {
    const userName = letter.repeat(length);
    if (accepted) expect(user({ userName }).userName).toBe(userName);
    else expect(() => user({ userName })).toThrow(expect.objectContaining({ scimType: 'invalidValue' }));
  });
});

describe('a body is refused', () => {
  it.each([
    ['invalidSyntax', null],
    ['invalidSyntax', 'x'],
    ['invalidSyntax', [{ schemas: [CORE], userName: 'x' }]],
    ['invalidSyntax', { userName: 'x' }],
    ['invalidSyntax', { schemas: [], userName: 'x' }],
    ['invalidSyntax', { schemas: CORE, userName: 'x' }],
    ['invalidSyntax', { schemas: [URN], userName: 'x' }],
    ['invalidSyntax', { schemas: [GROUP], userName: 'x' }],
    ['invalidSyntax', { schemas: [CORE], userName: 'x', UserName: 'x' }],
    ['invalidSyntax', { schemas: [CORE], userName: 'x', [URN]: { department: 'a', Department: 'b' } }],
    ['invalidSyntax', { schemas: [CORE], userName: 'x', [URN]: {}, [URN.toLowerCase()]: {} }],
    ['invalidSyntax', { schemas: [CORE], userName: 'x', emails: [{ value: 'a', Value: 'b' }] }],
    ['invalidValue', { schemas: [CORE] }],
    ['invalidValue', { schemas: [CORE], userName: null }],
    ['invalidValue', { schemas: [CORE], userName: '' }],
    ['invalidValue', { schemas: [CORE], userName: {} }],
    ['invalidValue', { schemas: [CORE], userName: 5 }],
    ['invalidValue', { schemas: [CORE], userName: ['x', 'y'] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', emails: [{}] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', emails: [{ address: 'a@x' }] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', roles: [{ id: 'r-1', displayName: 'Editor' }] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', name: { first: 'Lena' } }],
    ['invalidValue', { schemas: [CORE], userName: 'x', [URN]: { manager: { id: 'u-1' } } }],
    ['invalidValue', { schemas: [CORE], userName: 'x', active: 'perhaps' }],
    ['invalidValue', { schemas: [CORE], userName: 'x', name: 'Lena' }],
    ['invalidValue', { schemas: [CORE], userName: 'x', name: { givenName: {} } }],
    ['invalidValue', { schemas: [CORE], userName: 'x', emails: [['a', 'b']] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', [URN]: 'x' }],
    ['invalidValue', { schemas: [CORE], userName: 'x', [URN]: [] }],
    ['invalidValue', { schemas: [CORE], userName: 'x', password: 5 }],
  ])('with %s: %j', (scimType, body) => {
    expect(() => parseResourceBody(body, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType }),
    );
  });

  it('with a message that names the attribute', () => {
    expect(() => user({ [URN]: { department: 5 } })).toThrow(`"${URN}:department" must be a string, got 5`);
    expect(() => parseResourceBody({ schemas: [CORE] }, userType)).toThrow('"userName" is required');
  });
});

describe('a group', () => {
  it('has its members beside it', () => {
    const body = {
      schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      displayName: 'Sales EU (k3)',
      externalId: '0c9e',
      members: [{ value: 'u-1' }, { value: 'u-2', $ref: null }, { value: 'u-1' }],
      meta: { resourceType: 'Group' },
    };
    expect(parseResourceBody(body, groupType)).toEqual({
      resource: { schemas: [GROUP], externalId: '0c9e', displayName: 'Sales EU (k3)' },
      memberIds: ['u-1', 'u-2'],
    });
  });

  it.each([undefined, null, []])('may be without members: %j', (members) => {
    expect(
      parseResourceBody({ schemas: [GROUP], displayName: 'Sales', members }, groupType).memberIds,
    ).toEqual([]);
  });

  it('needs a name, and members need ids', () => {
    expect(() => parseResourceBody({ schemas: [GROUP] }, groupType)).toThrow('"displayName" is required');
    const body = { schemas: [GROUP], displayName: 'Sales', members: [{ type: 'User' }] };
    expect(() => parseResourceBody(body, groupType)).toThrow('"members[0].value" is required');
  });

  it.each(['', {}, [{}], [null], [''], [{ value: '' }], [{ id: 'u-1' }]])(
    'is refused with the members %j',
    (members) => {
      expect(() => parseResourceBody({ schemas: [GROUP], displayName: 'Sales', members }, groupType)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
      );
    },
  );
});

describe('an extension of a customer', () => {
  const ACME = 'urn:example:acme:2.0:User';
  const type = new ResourceType('User', '/Users', 'User Account', userSchema, [
    {
      id: ACME,
      name: 'Acme',
      description: 'Acme',
      attributes: [string('badge', 'The badge.', { required: true }), boolean('parking', 'Has a place.')],
    },
  ]);
  const read = (extension: unknown): Record<string, unknown> =>
    parseResourceBody({ schemas: [CORE], userName: 'x', [ACME]: extension }, type).resource;

  it('is checked and stored', () => {
    expect(read({ Badge: 'B-1', parking: 'True' })).toMatchObject({
      schemas: [CORE, ACME],
      [ACME]: { badge: 'B-1', parking: true },
    });
    expect(() => read({ badge: 5 })).toThrow('must be a string');
  });

  it('asks for its required attributes when it is there', () => {
    expect(() => read({ parking: true })).toThrow(`"${ACME}:badge" is required`);
    expect(read({}).schemas).toEqual([CORE]);
  });
});
