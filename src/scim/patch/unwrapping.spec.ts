import { describe, expect, it } from '@jest/globals';
import { userType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { applyPatch } from './apply.js';
import { resultOf } from './interruptible.js';
import { parsePatch } from './operations.js';

/*
 * Wrapped values. Microsoft's client model writes each as a list of `{"$ref": …, "value": …}`
 * (AzureAD/SCIMReferenceCode, OperationValue), and some clients repeat the attribute's name in the value.
 */

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const lena: ScimResource = {
  schemas: [CORE],
  userName: 'lena@x',
  active: true,
  name: { givenName: 'Lena' },
  emails: [{ type: 'work', value: 'lena@x' }],
};

function patched(operation: unknown): ScimResource {
  const steps = resultOf(parsePatch({ schemas: [PATCH], Operations: [operation] }, userType));
  return resultOf(applyPatch(lena, steps, userType)).resource;
}

describe('a wrapped value', () => {
  it.each([
    ['title', [{ $ref: null, value: 'Planner' }], { title: 'Planner' }],
    ['title', ['Planner'], { title: 'Planner' }],
    ['title', { value: 'Planner' }, { title: 'Planner' }],
    ['title', { title: 'Planner' }, { title: 'Planner' }],
    ['title', { [`${CORE}:title`]: 'Planner' }, { title: 'Planner' }],
    ['active', [{ $ref: null, value: 'False' }], { active: false }],
    ['active', { active: false }, { active: false }],
    ['name.givenName', [{ $ref: null, value: 'Marie' }], { name: { givenName: 'Marie' } }],
    ['name.givenName', { givenName: 'Marie' }, { name: { givenName: 'Marie' } }],
    ['name', { name: { givenName: 'Marie' } }, { name: { givenName: 'Marie' } }],
    ['name', [{ givenName: 'Marie' }], { name: { givenName: 'Marie' } }],
    [
      'emails',
      { emails: [{ type: 'work', value: 'new@x' }] },
      { emails: [{ type: 'work', value: 'new@x' }] },
    ],
    [
      'emails[type eq "work"]',
      { Emails: [{ value: 'new@x' }] },
      { emails: [{ type: 'work', value: 'new@x' }] },
    ],
    ['emails[type eq "work"].value', [{ value: 'new@x' }], { emails: [{ type: 'work', value: 'new@x' }] }],
    [
      'emails[type eq "work"].primary',
      ['True'],
      { emails: [{ type: 'work', value: 'lena@x', primary: true }] },
    ],
    [
      `${URN}:manager`,
      [{ $ref: null, value: 'u-1' }],
      { schemas: [CORE, URN], [URN]: { manager: { value: 'u-1' } } },
    ],
    [
      `${URN}:manager`,
      { manager: { value: 'u-1' } },
      { schemas: [CORE, URN], [URN]: { manager: { value: 'u-1' } } },
    ],
    [
      `${URN}:employeeNumber`,
      [{ $ref: null, value: '113' }],
      { schemas: [CORE, URN], [URN]: { employeeNumber: '113' } },
    ],
  ])('Replace of %s by %j', (path, value, changes) => {
    const expected = { ...lena, ...changes };
    expect(patched({ op: 'Replace', path, value })).toEqual(expected);
    // Without a filter "add" appends to a list.
    if (path !== 'emails') expect(patched({ op: 'Add', path, value })).toEqual(expected);
    if (!path.includes('[')) expect(patched({ op: 'replace', value: { [path]: value } })).toEqual(expected);
  });

  it.each([
    ['a list of one', [{ $ref: null, value: 'lena@x' }]],
    ['a text', 'lena@x'],
    ['the own name', { emails: [{ value: 'lena@x' }] }],
  ])('Remove of emails by %s', (_, value) => {
    expect(patched({ op: 'Remove', path: 'emails', value })).toEqual({ ...lena, emails: undefined });
  });

  it('clears by null and "" inside the wrapper', () => {
    for (const value of [null, '']) {
      expect(patched({ op: 'Replace', path: 'name.givenName', value: [{ $ref: null, value }] })).toEqual({
        ...lena,
        name: undefined,
      });
    }
  });
});
