import { describe, expect, it } from '@jest/globals';
import { afterChange, memberIds, type MembershipChange } from './membership.js';
import { applyPatch } from './patch/apply.js';
import { resultOf } from './patch/interruptible.js';
import { parsePatch } from './patch/operations.js';
import { groupType } from './resource-type.js';
import { UnknownNames } from './unknown-names.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const group = { schemas: [GROUP], displayName: 'Sales' };

/** The membership changes that PATCH operations on a group result in. */
function changes(...Operations: unknown[]): readonly MembershipChange[] {
  const { changed, resource, memberships } = resultOf(
    applyPatch(group, resultOf(parsePatch({ schemas: [PATCH], Operations }, groupType)), groupType),
  );
  // The document contains no members.
  expect(changed).toBe(false);
  expect(resource).toEqual(group);
  return memberships.map(({ place, ...change }) => {
    expect(place).toMatch(/^Operations\[\d\]$/);
    return change;
  });
}

describe('members', () => {
  it.each([
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'u-1' }] }, 'add', ['u-1']],
    [{ op: 'add', path: 'members', value: [{ value: 'u-1' }, { value: 'u-2' }] }, 'add', ['u-1', 'u-2']],
    [
      { op: 'add', path: 'members', value: [{ value: 'u-1' }, { value: 'u-1', type: 'User' }] },
      'add',
      ['u-1'],
    ],
    [{ op: 'add', path: 'members', value: { value: 'u-1' } }, 'add', ['u-1']],
    [{ op: 'add', path: 'members', value: ['u-1', 'U-1'] }, 'add', ['u-1', 'U-1']],
    [
      { op: 'add', path: 'members', value: [{ Value: 'u-1', display: 'Lena', $ref: 'https://x/Users/u-1' }] },
      'add',
      ['u-1'],
    ],
    [{ op: 'add', path: 'members', value: [] }, 'add', []],
    [{ op: 'add', path: 'Members.Value', value: 'u-1' }, 'add', ['u-1']],
    [{ op: 'add', path: `${GROUP}:members`, value: [{ value: 'u-1' }] }, 'add', ['u-1']],
    [{ op: 'add', value: { members: [{ value: 'u-1' }] } }, 'add', ['u-1']],
    [{ op: 'add', path: 'members[value eq "u-1"]', value: null }, 'add', ['u-1']],
    [{ op: 'add', path: 'members[value eq "u-1"]', value: [{ value: 'u-1' }] }, 'add', ['u-1']],
    [{ op: 'replace', path: 'members[type eq "User"].value', value: 'u-1' }, 'add', ['u-1']],
    [{ op: 'Replace', path: 'members', value: [{ value: 'u-1' }, { value: 'u-2' }] }, 'set', ['u-1', 'u-2']],
    [{ op: 'replace', value: { members: [{ value: 'u-1' }] } }, 'set', ['u-1']],
    [{ op: 'replace', path: 'members', value: [] }, 'set', []],
    [{ op: 'replace', path: 'members', value: null }, 'set', []],
    [{ op: 'replace', path: 'members', value: { members: [{ value: 'u-1' }] } }, 'set', ['u-1']],
    [{ op: 'Remove', path: 'members', value: null }, 'set', []],
    [{ op: 'remove', path: 'members' }, 'set', []],
    [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u-1' }] }, 'remove', ['u-1']],
    [
      { op: 'Remove', path: 'members', value: [{ value: 'u-1' }, { value: 'u-2' }] },
      'remove',
      ['u-1', 'u-2'],
    ],
    [{ op: 'Remove', path: 'members', value: { value: 'u-1' } }, 'remove', ['u-1']],
    [{ op: 'Remove', path: 'members', value: [] }, 'remove', []],
    [{ op: 'Remove', path: 'members', value: { Members: [{ value: 'u-1' }] } }, 'remove', ['u-1']],
    [{ op: 'remove', path: 'members[value eq "u-1"]' }, 'remove', ['u-1']],
    [{ op: 'remove', path: 'members[value eq u-1]' }, 'remove', ['u-1']],
    [
      { op: 'remove', path: 'members[value eq "u-1" or value eq "u-2" or value eq "u-1"]' },
      'remove',
      ['u-1', 'u-2'],
    ],
  ])('%j', (operation, kind, ids) => {
    expect(changes(operation)).toEqual([{ kind, ids }]);
  });

  it.each([
    'members[type eq "Group"]',
    'members[value sw "u"]',
    'members[value eq "u-1" and type eq "User"]',
    'members[not (value eq "u-1")]',
  ])('remove of %s goes by the filter', (path) => {
    expect(changes({ op: 'remove', path })).toMatchObject([
      { kind: 'removeWhere', filter: expect.anything() },
    ]);
  });

  it.each(['', {}, [{}], [null], [''], [[]], [{ value: '' }], [{ $ref: null }], { members: {} }])(
    'are neither added, replaced nor removed by %j, which may mean all or nobody',
    (value) => {
      for (const op of ['add', 'replace', 'Remove']) {
        expect(() => changes({ op, path: 'members', value })).toThrow(
          expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
        );
      }
      expect(() => changes({ op: 'replace', value: { members: value } })).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
      );
    },
  );

  it.each([
    'members[value eq "u-1"].value',
    'members[value eq "u-1"]',
    'members[type eq "User"].value',
    'members.value',
  ])('are not replaced by nothing at %s', (path) => {
    for (const value of [null, '', []]) {
      expect(() => changes({ op: 'replace', path, value })).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
      );
    }
  });

  it('keeps the order of the operations', () => {
    const operations = [
      { op: 'add', path: 'members', value: [{ value: 'u-1' }] },
      { op: 'remove', path: 'members[value eq "u-1"]' },
    ];
    expect(changes(...operations).map(({ kind }) => kind)).toEqual(['add', 'remove']);
  });

  it.each([
    ['invalidValue', { op: 'add', path: 'members', value: [{ type: 'User' }] }],
    ['invalidValue', { op: 'add', path: 'members', value: [{ display: 'Lena' }] }],
    ['invalidValue', { op: 'add', path: 'members', value: [{ value: 'u-1' }, { value: '' }] }],
    ['invalidValue', { op: 'replace', path: 'members', value: [{ value: null }] }],
    ['invalidValue', { op: 'replace', path: 'members', value: [{}] }],
    ['invalidValue', { op: 'remove', path: 'members', value: [{ value: 5 }] }],
    ['invalidValue', { op: 'add', path: 'members', value: 5 }],
    ['invalidValue', { op: 'add', path: 'members' }],
    ['mutability', { op: 'replace', path: 'members[value eq "u-1"].display', value: 'x' }],
    ['mutability', { op: 'replace', path: 'members.type', value: 'User' }],
    ['mutability', { op: 'replace', path: 'members[value eq "u-1"].value', value: 'u-2' }],
    ['mutability', { op: 'replace', path: 'members[value eq "u-1"]', value: { value: 'u-2' } }],
    ['mutability', { op: 'replace', path: 'members[value eq "u-1"].$ref', value: 'x' }],
    ['mutability', { op: 'remove', path: 'members.value' }],
    ['mutability', { op: 'remove', path: 'members[value eq "u-1"].type' }],
    ['noTarget', { op: 'add', path: 'members[type eq "User"]', value: [{ value: 'u-1' }] }],
  ])('%s: %j', (scimType, operation) => {
    expect(() => changes(operation)).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  it('may be many in one request', () => {
    const members = groupType.attribute('members');
    if (members === undefined) throw new Error('a group has members');
    const value = Array.from({ length: 20_000 }, (_, index) => ({ value: `u-${index % 15_000}` }));
    expect(memberIds(members, value, new UnknownNames(false))).toHaveLength(15_000);
  });
});

describe('afterChange', () => {
  const before = [
    { value: 'u-1', type: 'User' },
    { value: 'g-1', type: 'Group' },
    { value: 'u-2', type: 'User' },
  ];

  it.each([
    [
      'adds those that are not there',
      { op: 'add', path: 'members', value: ['u-3', 'u-1', 'u-3'] },
      ['u-1', 'g-1', 'u-2', 'u-3'],
    ],
    [
      'removes those that are there',
      { op: 'remove', path: 'members', value: ['u-1', 'stranger'] },
      ['g-1', 'u-2'],
    ],
    ['compares ids with case', { op: 'remove', path: 'members', value: ['U-1'] }, ['u-1', 'g-1', 'u-2']],
    ['sets exactly', { op: 'replace', path: 'members', value: ['u-2', 'u-3'] }, ['u-2', 'u-3']],
    ['removes all', { op: 'remove', path: 'members' }, []],
    ['removes by type', { op: 'remove', path: 'members[type eq "user"]' }, ['g-1']],
    [
      'removes by several',
      { op: 'remove', path: 'members[type eq "User" and value ne "u-1"]' },
      ['u-1', 'g-1'],
    ],
    [
      'removes all others',
      { op: 'remove', path: 'members[not (value eq "u-1" or value eq "g-1")]' },
      ['u-1', 'g-1'],
    ],
    ['removes nobody', { op: 'remove', path: 'members[value sw "x"]' }, ['u-1', 'g-1', 'u-2']],
  ])('%s', (_, operation, expected) => {
    const [change] = changes(operation);
    expect(change && afterChange(before, change)).toEqual(expected);
    expect(before).toHaveLength(3);
  });
});
