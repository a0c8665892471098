import { describe, expect, it } from '@jest/globals';
import { userType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { applyPatch, type Patched } from './apply.js';
import { resultOf } from './interruptible.js';
import { parsePatch } from './operations.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const lena: ScimResource = {
  schemas: [CORE, URN],
  id: 'u-1',
  userName: 'lena@x',
  title: 'Planner',
  active: true,
  name: { givenName: 'Lena', familyName: 'Vos' },
  emails: [
    { type: 'work', value: 'lena@x', primary: true, display: 'Lena' },
    { type: 'home', value: 'lena@y' },
  ],
  addresses: [{ type: 'work', locality: 'Gent', country: 'BE' }],
  roles: [{ display: 'Editor', primary: true }],
  [URN]: { department: 'Events' },
};

function patch(resource: ScimResource, ...Operations: unknown[]): Patched {
  return resultOf(
    applyPatch(resource, resultOf(parsePatch({ schemas: [PATCH], Operations }, userType)), userType),
  );
}

/** Lena without some attributes. */
function without(...names: string[]): ScimResource {
  return Object.fromEntries(Object.entries(lena).filter(([name]) => !names.includes(name)));
}

describe.each([
  ['remove', (path: string) => ({ op: 'remove', path })],
  ['Remove', (path: string) => ({ op: 'Remove', path, value: null })],
  ['replace with null', (path: string) => ({ op: 'replace', path, value: null })],
  ['Replace with ""', (path: string) => ({ op: 'Replace', path, value: '' })],
  ['add of ""', (path: string) => ({ op: 'add', path, value: '' })],
])('%s', (_, operation) => {
  it.each([
    ['title', without('title')],
    ['active', without('active')],
    [`${CORE}:title`, without('title')],
    ['name', without('name')],
    ['name.givenName', { ...lena, name: { familyName: 'Vos' } }],
    [
      'emails.display',
      {
        ...lena,
        emails: [
          { type: 'work', value: 'lena@x', primary: true },
          { type: 'home', value: 'lena@y' },
        ],
      },
    ],
    [
      'emails[type eq "home"]',
      { ...lena, emails: [{ type: 'work', value: 'lena@x', primary: true, display: 'Lena' }] },
    ],
    [
      'emails[type eq "home"].value',
      { ...lena, emails: [{ type: 'work', value: 'lena@x', primary: true, display: 'Lena' }] },
    ],
    ['emails[value pr]', without('emails')],
    ['addresses[type eq "work"].country', { ...lena, addresses: [{ type: 'work', locality: 'Gent' }] }],
    ['roles.primary', { ...lena, roles: [{ display: 'Editor' }] }],
    ['roles[display pr].primary', { ...lena, roles: [{ display: 'Editor' }] }],
    [URN, { ...without(URN), schemas: [CORE] }],
    [`${URN}:department`, { ...without(URN), schemas: [CORE] }],
    ['department', { ...without(URN), schemas: [CORE] }],
  ])('clears %s', (path, expected) => {
    const { resource, changed } = patch(lena, operation(path));
    expect(resource).toEqual(expected);
    expect(changed).toBe(true);
  });

  it.each([
    'nickName',
    'name.middleName',
    'photos',
    'ims.value',
    'emails[type eq "other"]',
    'emails[type eq "other"].value',
    'emails[not (value pr)]',
    'phoneNumbers[type eq "work"].value',
    `${URN}:costCenter`,
    'password',
  ])('of %s, which is not there, changes nothing', (path) => {
    expect(patch(lena, operation(path))).toEqual({ resource: lena, changed: false, memberships: [] });
  });
});

describe('clearing', () => {
  it.each([
    { op: 'remove', path: 'emails' },
    { op: 'Remove', path: 'emails', value: null },
    { op: 'replace', path: 'emails', value: null },
    { op: 'Replace', path: 'emails', value: '' },
    { op: 'replace', path: 'emails', value: [] },
    { op: 'replace', value: { emails: [{ value: '' }] } },
  ])('%j clears a list', (operation) => {
    expect(patch(lena, operation).resource).toEqual(without('emails'));
  });

  it.each([null, '', [], ['']])('add of %j to a list adds nothing', (value) => {
    expect(patch(lena, { op: 'add', path: 'emails', value }).changed).toBe(false);
  });

  it('takes an element away with the last of its parts', () => {
    const { resource } = patch(
      lena,
      { op: 'replace', path: 'addresses[type eq "work"].locality', value: '' },
      { op: 'replace', path: 'addresses[type eq "work"].country', value: '' },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'name.familyName' },
      { op: 'remove', path: 'roles.display' },
    );
    expect(resource).toEqual({ ...without('addresses', 'name'), roles: [{ primary: true }] });
  });

  it('clears several attributes in one value', () => {
    const value = {
      title: null,
      name: { givenName: null },
      emails: [],
      'addresses[type eq "work"].country': '',
      [URN]: null,
    };
    expect(patch(lena, { op: 'replace', value }).resource).toEqual({
      ...without('title', 'emails', URN),
      schemas: [CORE],
      name: { familyName: 'Vos' },
      addresses: [{ type: 'work', locality: 'Gent' }],
    });
  });

  it.each([
    ['a list', [{ value: 'LENA@x' }]],
    ['a list with types', [{ type: 'Work', value: 'lena@x', primary: true, display: 'other' }]],
    ['an element', { value: 'lena@x' }],
    ['a text', 'lena@x'],
    ['several, some unknown', [{ value: 'x@x' }, { type: 'home', value: 'lena@x' }, { value: 'lena@x' }]],
    ['a part that is no value', [{ display: 'LENA' }]],
  ])('remove takes away what %s names', (_, value) => {
    expect(patch(lena, { op: 'Remove', path: 'emails', value }).resource.emails).toEqual([
      { type: 'home', value: 'lena@y' },
    ]);
  });

  it.each([[[]], [{}], [['']], [[{ value: 'x' }]], [[{ type: 'other', value: 'lena@x' }]]])(
    'remove with the value %j takes nothing away',
    (value) => {
      expect(patch(lena, { op: 'Remove', path: 'emails', value }).changed).toBe(false);
    },
  );

  it.each([[null], ['']])('remove with the value %j takes all away', (value) => {
    const { resource } = patch(lena, { op: 'Remove', path: 'emails', value });
    expect(resource).toEqual(without('emails'));
  });

  it('removes addresses that are the same in all parts given', () => {
    const value = [{ country: 'BE', locality: 'gent' }];
    expect(patch(lena, { op: 'remove', path: 'addresses', value }).resource.addresses).toBeUndefined();
    const other = [{ country: 'BE', locality: 'Brugge' }];
    expect(patch(lena, { op: 'remove', path: 'addresses', value: other }).changed).toBe(false);
  });

  it.each([
    'roles',
    'emails',
    'name',
    'manager',
    'emails[type eq "work"]',
    'emails[type eq "other"]',
    URN,
    undefined,
  ])('an empty object for %s asks for nothing', (path) => {
    for (const op of ['Add', 'Replace']) {
      expect(patch(lena, { op, ...(path === undefined ? {} : { path }), value: {} })).toMatchObject({
        changed: false,
      });
    }
  });

  it('ignores passwords, but for their type', () => {
    const { resource, changed } = patch(
      lena,
      { op: 'Add', path: 'password', value: 'secret' },
      { op: 'replace', value: { password: 'secret', [`${CORE}:password`]: 'secret' } },
      { op: 'remove', path: 'password' },
    );
    expect(JSON.stringify(resource)).not.toContain('secret');
    expect(changed).toBe(false);
    expect(() => patch(lena, { op: 'Add', path: 'password', value: 5 })).toThrow('must be a string');
  });
});
