import { describe, expect, it } from '@jest/globals';
import { string } from './attribute.js';
import { Projection } from './projection.js';
import { groupType, ResourceType, userType } from './resource-type.js';
import { userSchema } from './schemas/user.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const always = { schemas: [CORE, URN], id: 'u-1' };
const lena = {
  ...always,
  externalId: 'e-1',
  userName: 'lena@x',
  name: { givenName: 'Lena', familyName: 'Vos' },
  emails: [
    { type: 'work', value: 'lena@x', primary: true },
    { type: 'home', value: 'lena@y' },
  ],
  groups: [{ value: 'g-1', display: 'Sales' }],
  meta: { resourceType: 'User', version: 'W/"1"' },
  [URN]: { department: 'Events', manager: { value: 'u-9', $ref: '../Users/u-9' } },
};

function project(attributes?: string, excluded?: string): Record<string, unknown> {
  return Projection.of(userType, attributes, excluded).apply(lena);
}

/** Lena without some attributes. */
function without(...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(lena).filter(([name]) => !names.includes(name)));
}

const values = [{ value: 'lena@x' }, { value: 'lena@y' }];

describe('attributes', () => {
  it.each<[string, Record<string, unknown>]>([
    ['userName', { userName: 'lena@x' }],
    ['USERNAME', { userName: 'lena@x' }],
    [' userName , externalid ', { userName: 'lena@x', externalId: 'e-1' }],
    [`${CORE}:userName`, { userName: 'lena@x' }],
    ['name', { name: lena.name }],
    ['name.givenName', { name: { givenName: 'Lena' } }],
    [`${CORE}:Name.GivenName`, { name: { givenName: 'Lena' } }],
    ['name.givenName,name', { name: lena.name }],
    ['name.middleName', {}],
    ['emails', { emails: lena.emails }],
    ['emails.value', { emails: values }],
    ['emails.primary', { emails: [{ primary: true }] }],
    ['emails[type eq "work"].value', { emails: values }],
    ['groups.display', { groups: [{ display: 'Sales' }] }],
    ['meta.version', { meta: { version: 'W/"1"' } }],
    [URN, { [URN]: lena[URN] }],
    [URN.toLowerCase(), { [URN]: lena[URN] }],
    [`${URN}:department`, { [URN]: { department: 'Events' } }],
    [`${URN}:manager.value`, { [URN]: { manager: { value: 'u-9' } } }],
    ['manager.value,department', { [URN]: { department: 'Events', manager: { value: 'u-9' } } }],
    [`${URN}:division`, {}],
    ['id', {}],
    ['nickname2,userName', { userName: 'lena@x' }],
    ['nickname2', {}],
    ['__proto__,constructor', {}],
    [',', {}],
    ['password', {}],
  ])('%s', (names, expected) => {
    expect(project(names)).toEqual({ ...always, ...expected });
  });

  it.each([undefined, '', '  '])('%j asks for all', (names) => {
    expect(project(names)).toEqual(lena);
  });
});

describe('excludedAttributes', () => {
  it.each<[string, Record<string, unknown>]>([
    ['emails', without('emails')],
    ['EMAILS, name', without('emails', 'name')],
    ['emails.primary,emails.type', { ...lena, emails: values }],
    ['name.givenName', { ...lena, name: { familyName: 'Vos' } }],
    ['name.givenName,name.familyName', without('name')],
    [`${CORE}:userName`, without('userName')],
    [URN, without(URN)],
    [`${URN}:manager`, { ...lena, [URN]: { department: 'Events' } }],
    ['manager.$ref', { ...lena, [URN]: { department: 'Events', manager: { value: 'u-9' } } }],
    [`${URN}:manager,department`, without(URN)],
    ['groups,meta', without('groups', 'meta')],
    ['id,schemas', lena],
    ['nickname2', lena],
    ['', lena],
  ])('%s', (names, expected) => {
    expect(project(undefined, names)).toEqual(expected);
  });
});

describe('both', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['userName,emails', 'emails', { userName: 'lena@x' }],
    ['emails', 'emails.primary,emails.type', { emails: values }],
    ['emails.value,emails.type', 'emails.type', { emails: values }],
    [URN, `${URN}:manager`, { [URN]: { department: 'Events' } }],
    [`${URN}:manager`, 'manager.$ref', { [URN]: { manager: { value: 'u-9' } } }],
    [`${URN}:manager`, URN, {}],
    ['id', 'id', {}],
  ])('%s less %s', (names, excluded, expected) => {
    expect(project(names, excluded)).toEqual({ ...always, ...expected });
  });
});

describe('Projection', () => {
  it('leaves the resource as it was', () => {
    const before = structuredClone(lena);
    project('name.givenName', 'emails');
    expect(lena).toEqual(before);
  });

  it.each([
    [undefined, undefined, true],
    ['userName', undefined, false],
    ['groups', undefined, true],
    ['Groups.value', undefined, true],
    [undefined, 'groups', false],
    [undefined, 'groups.display', true],
    ['groups', 'groups', false],
  ])('with %s less %s has groups to be read: %s', (names, excluded, expected) => {
    expect(Projection.of(userType, names, excluded).includes('groups')).toBe(expected);
  });

  it('leaves members out when they are excluded, in any case', () => {
    const group = { schemas: ['x'], id: 'g-1', displayName: 'Sales', members: [{ value: 'u-1' }] };
    for (const name of ['members', 'MEMBERS', 'urn:ietf:params:scim:schemas:core:2.0:Group:members']) {
      const projection = Projection.of(groupType, undefined, name);
      expect(projection.includes('members')).toBe(false);
      expect(projection.apply(group)).not.toHaveProperty('members');
    }
  });

  it('knows whether the client named attributes', () => {
    expect(Projection.of(userType, 'userName').isExplicit).toBe(true);
    expect(Projection.of(userType, undefined, 'userName').isExplicit).toBe(false);
  });

  it('follows "returned": never, request and always', () => {
    const attributes = [
      string('secret', 'A secret.', { returned: 'never' }),
      string('rare', 'Seldom needed.', { returned: 'request' }),
      string('code', 'A code.', { returned: 'always' }),
    ];
    const ACME = 'urn:example:acme:2.0:User';
    const type = new ResourceType('User', '/Users', 'User Account', userSchema, [
      { id: ACME, name: 'Acme', description: 'Acme', attributes },
    ]);
    const resource = { ...always, userName: 'x', [ACME]: { secret: 's', rare: 'r', code: 'c' } };
    const kept = (names?: string, excluded?: string): unknown =>
      Projection.of(type, names, excluded).apply(resource)[ACME];
    expect(kept()).toEqual({ code: 'c' });
    expect(kept('userName')).toEqual({ code: 'c' });
    expect(kept(`${ACME}:rare,${ACME}:secret`)).toEqual({ rare: 'r', code: 'c' });
    expect(kept(`${ACME},${ACME}:rare`)).toEqual({ rare: 'r', code: 'c' });
    expect(kept(undefined, `${ACME}:code`)).toEqual({ code: 'c' });
    expect(kept(`${ACME}:rare`, ACME)).toEqual({ code: 'c' });
  });

  it('reads a megabyte of brackets at once', () => {
    const start = performance.now();
    expect(project('['.repeat(1_000_000))).toEqual(always);
    expect(project('a[b'.repeat(300_000))).toEqual(always);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
