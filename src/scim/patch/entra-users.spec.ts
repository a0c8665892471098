import { describe, expect, it } from '@jest/globals';
import { userType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { applyPatch, type Patched } from './apply.js';
import { resultOf } from './interruptible.js';
import { parsePatch } from './operations.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const bare: ScimResource = { schemas: [CORE], id: 'u-1', userName: 'lena@x' };
const lena: ScimResource = {
  ...bare,
  schemas: [CORE, URN],
  displayName: 'Lena Vos',
  title: 'Planner',
  active: true,
  name: { givenName: 'Lena', familyName: 'Vos' },
  emails: [{ type: 'work', value: 'lena@x', primary: true }],
  phoneNumbers: [
    { type: 'work', value: '1' },
    { type: 'mobile', value: '2' },
  ],
  addresses: [{ type: 'work', streetAddress: 'Kaai 4', locality: 'Gent', postalCode: '9000', country: 'BE' }],
  [URN]: { department: 'Events', manager: { value: 'u-9', $ref: '../Users/u-9' } },
};

/** Applies PATCH operations as Entra sends them. */
function patch(resource: ScimResource, ...Operations: unknown[]): Patched {
  return resultOf(
    applyPatch(resource, resultOf(parsePatch({ schemas: [PATCH], Operations }, userType)), userType),
  );
}

describe('the grammar without aadOptscim062020', () => {
  it('changes one attribute an operation', () => {
    const { resource, changed } = patch(
      lena,
      { op: 'Replace', path: 'displayName', value: 'Lena Vos-Maes' },
      { op: 'Replace', path: 'name.familyName', value: 'Vos-Maes' },
      { op: 'Add', path: 'preferredLanguage', value: 'nl-BE' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'lena.maes@x' },
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'Kaai 9' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+32 470 00 00 02' },
      { op: 'Replace', path: `${URN}:department`, value: 'Ops' },
    );
    expect(changed).toBe(true);
    expect(resource).toEqual({
      ...lena,
      displayName: 'Lena Vos-Maes',
      preferredLanguage: 'nl-BE',
      name: { givenName: 'Lena', familyName: 'Vos-Maes' },
      emails: [{ type: 'work', value: 'lena.maes@x', primary: true }],
      phoneNumbers: [
        { type: 'work', value: '1' },
        { type: 'mobile', value: '+32 470 00 00 02' },
      ],
      addresses: [
        { type: 'work', streetAddress: 'Kaai 9', locality: 'Gent', postalCode: '9000', country: 'BE' },
      ],
      [URN]: { department: 'Ops', manager: { value: 'u-9', $ref: '../Users/u-9' } },
    });
  });

  it.each(['Add', 'Replace'])(
    'creates elements that are not there with %s, several operations in one',
    (op) => {
      const { resource } = patch(
        bare,
        { op, path: 'emails[type eq "work"].value', value: 'lena@x' },
        { op, path: 'emails[type eq "work"].primary', value: 'True' },
        { op, path: 'addresses[type eq "work"].streetAddress', value: 'Kaai 4' },
        { op, path: 'addresses[type eq "work"].locality', value: 'Gent' },
        { op, path: 'addresses[type eq "work"].postalCode', value: '9000' },
        { op, path: 'addresses[type eq "home"].country', value: 'BE' },
        { op, path: 'phoneNumbers[type eq "mobile"].value', value: '2' },
        { op, path: 'roles[primary eq "True"].value', value: 'Editor' },
        { op, path: 'roles[primary eq true].display', value: 'The editor' },
        { op, path: 'roles[primary eq "True"].type', value: 'App' },
      );
      expect(resource).toEqual({
        ...bare,
        emails: [{ type: 'work', value: 'lena@x', primary: true }],
        addresses: [
          { type: 'work', streetAddress: 'Kaai 4', locality: 'Gent', postalCode: '9000' },
          { type: 'home', country: 'BE' },
        ],
        phoneNumbers: [{ type: 'mobile', value: '2' }],
        roles: [{ primary: true, value: 'Editor', display: 'The editor', type: 'App' }],
      });
    },
  );

  it.each([
    ['False', false],
    ['True', true],
    ['false', false],
    ['true', true],
    [false, false],
    [true, true],
  ])('disables and restores with %j', (value, active) => {
    for (const op of ['Add', 'Replace']) {
      expect(patch(lena, { op, path: 'active', value }).resource.active).toBe(active);
      expect(patch(bare, { op, path: 'active', value }).resource.active).toBe(active);
      expect(patch(bare, { op, value: { Active: value } }).resource.active).toBe(active);
    }
  });

  it('assigns app roles', () => {
    const json = '{"id":"1","value":"Editor","displayName":"Editor"}';
    const single = patch(bare, { op: 'Add', path: 'roles', value: [{ value: json }] });
    expect(single.resource.roles).toEqual([{ value: json }]);
    const more = [
      { value: 'Reader', primary: 'False' },
      { value: json, primary: false },
    ];
    expect(patch(single.resource, { op: 'Add', path: 'roles', value: more }).resource.roles).toEqual([
      { value: json, primary: false },
      { value: 'Reader', primary: false },
    ]);
    const all = [{ value: 'Reader', primary: 'True' }];
    expect(patch(single.resource, { op: 'Replace', path: 'roles', value: all }).resource.roles).toEqual([
      { value: 'Reader', primary: true },
    ]);
  });
});

describe('the grammar with aadOptscim062020', () => {
  it('merges single values in one operation with dotted and URN keys', () => {
    const { resource } = patch(
      lena,
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'lena.maes@x' },
      {
        op: 'replace',
        value: {
          displayName: 'Lena Vos-Maes',
          active: false,
          'name.givenName': 'Lena',
          'name.familyName': 'Vos-Maes',
          [`${URN}:employeeNumber`]: 'E-114',
          [`${URN}:manager`]: 'u-41',
        },
      },
    );
    expect(resource).toEqual({
      ...lena,
      displayName: 'Lena Vos-Maes',
      active: false,
      name: { givenName: 'Lena', familyName: 'Vos-Maes' },
      emails: [{ type: 'work', value: 'lena.maes@x', primary: true }],
      [URN]: { employeeNumber: 'E-114', department: 'Events', manager: { value: 'u-41' } },
    });
  });

  it.each(['add', 'replace'])('takes nested, dotted, filtered and URN keys with %s', (op) => {
    const value = {
      name: { givenName: 'Lena' },
      'Name.FamilyName': 'Vos',
      'emails[type eq "work"].value': 'lena@x',
      [`${CORE}:title`]: 'Planner',
      [URN]: { department: 'Events', 'manager.value': 'u-9' },
      [`${URN}:division`]: 'EU',
      id: 'ignored',
      meta: { resourceType: 'User' },
      schemas: [CORE],
      groups: [{ value: 'ignored' }],
      unknown: 1,
      'unknown[type eq "x"].value': 1,
      'urn:example:other:2.0:User': { badge: 1 },
      'urn:example:other:2.0:User:badge': 1,
    };
    expect(patch(bare, { op, value }).resource).toEqual({
      ...bare,
      schemas: [CORE, URN],
      name: { givenName: 'Lena', familyName: 'Vos' },
      emails: [{ type: 'work', value: 'lena@x' }],
      title: 'Planner',
      [URN]: { department: 'Events', division: 'EU', manager: { value: 'u-9' } },
    });
  });
});

describe('the manager', () => {
  const set: [string, Record<string, unknown>][] = [
    ['a string', { path: `${URN}:manager`, value: 'u-41' }],
    ['an object', { path: `${URN}:manager`, value: { value: 'u-41' } }],
    ['a list of one', { path: 'manager', value: [{ $ref: null, value: 'u-41' }] }],
    ['a string without its URN', { path: 'manager', value: 'u-41' }],
    ['its value', { path: `${URN}:manager.value`, value: 'u-41' }],
    ['no path and its URN', { value: { [`${URN}:manager`]: 'u-41' } }],
    ['no path and its value', { value: { [`${URN}:manager.value`]: 'u-41' } }],
    ['no path and the extension', { value: { [URN]: { manager: { value: 'u-41', displayName: 'x' } } } }],
    ['the path of the extension', { path: URN, value: { manager: 'u-41' } }],
    ['a filter', { path: 'manager[value eq "u-41"].value', value: 'u-41' }],
  ];
  it.each(set)('is set by %s, and an old $ref goes', (_, operation) => {
    for (const op of ['Add', 'Replace', 'add']) {
      expect(patch(lena, { op, ...operation }).resource[URN]).toEqual({
        department: 'Events',
        manager: { value: 'u-41' },
      });
      expect(patch(bare, { op, ...operation }).resource).toEqual({
        ...bare,
        schemas: [CORE, URN],
        [URN]: { manager: { value: 'u-41' } },
      });
    }
  });

  it('keeps the $ref that is sent with it', () => {
    const value = { $ref: '../Users/u-41', value: 'u-41' };
    expect(patch(lena, { op: 'replace', path: 'manager', value }).resource[URN]).toMatchObject({
      manager: value,
    });
  });

  it.each([
    ['""', { op: 'Replace', path: `${URN}:manager`, value: '' }],
    ['null', { op: 'replace', path: `${URN}:manager`, value: null }],
    ['an empty value', { op: 'replace', path: `${URN}:manager`, value: { value: '' } }],
    ['an empty list', { op: 'replace', path: 'manager', value: [] }],
    ['a list of an empty value', { op: 'replace', path: 'manager', value: [{ value: '' }] }],
    ['an empty value by path', { op: 'replace', path: `${URN}:manager.value`, value: '' }],
    ['no path', { op: 'replace', value: { [`${URN}:manager`]: '' } }],
    ['remove', { op: 'Remove', path: `${URN}:manager` }],
    ['remove with its value', { op: 'Remove', path: 'manager', value: 'u-9' }],
    ['remove by filter', { op: 'remove', path: 'manager[value eq "u-9"]' }],
    ['remove of its value by filter', { op: 'remove', path: 'manager[value eq "u-9"].value' }],
    ['remove of its value', { op: 'remove', path: `${URN}:manager.value` }],
  ])('is cleared by %s', (_, operation) => {
    expect(patch(lena, operation).resource[URN]).toEqual({ department: 'Events' });
    expect(patch(bare, operation)).toMatchObject({ changed: false, resource: bare });
  });

  it('stays when another is removed', () => {
    expect(patch(lena, { op: 'remove', path: 'manager[value eq "u-8"]' }).changed).toBe(false);
  });
});
