import { afterEach, describe, expect, it } from '@jest/globals';
import { groupType, userType, type ResourceType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { applyPatch, type Patched } from './apply.js';
import { resultOf } from './interruptible.js';
import { parsePatch } from './operations.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const lena: ScimResource = frozen({
  schemas: [CORE, URN],
  id: 'u-1',
  userName: 'lena@x',
  name: { givenName: 'Lena' },
  emails: [{ type: 'work', value: 'lena@x', primary: true }],
  [URN]: { department: 'Events', manager: { value: 'u-9' } },
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

function apply(body: unknown, resource = lena, type: ResourceType = userType): Patched {
  return resultOf(applyPatch(resource, resultOf(parsePatch(body, type)), type));
}

function patch(...Operations: unknown[]): Patched {
  return apply({ schemas: [PATCH], Operations });
}

describe('the body of a PATCH', () => {
  const operation = { op: 'replace', path: 'title', value: 'x' };
  it.each([
    ['no object', []],
    ['null', null],
    ['no schemas', { Operations: [operation] }],
    ['schemas as text', { schemas: PATCH, Operations: [operation] }],
    ['other schemas', { schemas: [CORE], Operations: [operation] }],
    ['no operations', { schemas: [PATCH] }],
    ['operations as an object', { schemas: [PATCH], Operations: operation }],
    ['empty operations', { schemas: [PATCH], Operations: [] }],
    ['a text as operation', { schemas: [PATCH], Operations: ['x'] }],
    ['an operation without op', { schemas: [PATCH], Operations: [{ path: 'title', value: 'x' }] }],
    ['an unknown op', { schemas: [PATCH], Operations: [{ ...operation, op: 'move' }] }],
    ['op as number', { schemas: [PATCH], Operations: [{ ...operation, op: 1 }] }],
    ['a name twice', { schemas: [PATCH], Operations: [{ op: 'add', value: { title: 'a', Title: 'b' } }] }],
    [
      'a part twice',
      {
        schemas: [PATCH],
        Operations: [{ op: 'add', path: 'name', value: { givenName: 'a', GivenName: 'b' } }],
      },
    ],
  ])('with %s is invalidSyntax', (_, body) => {
    expect(() => apply(body)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }));
  });

  it('takes its names in any case', () => {
    const body = {
      Schemas: [PATCH.toUpperCase()],
      operations: [{ OP: 'REPLACE', Path: 'TITLE', Value: 'x' }],
    };
    expect(apply(body).resource.title).toBe('x');
  });

  it.each([null, ''])('takes the path %j for none', (path) => {
    expect(patch({ op: 'add', path, value: { title: 'x' } }).resource.title).toBe('x');
  });
});

describe('an operation is refused', () => {
  it.each([
    ['invalidPath', { op: 'replace', path: '/nickName', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'emails[type eq "work"', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 5, value: 'x' }],
    ['invalidPath', { op: 'remove', path: 'emails[primary gt true]' }],
    ['invalidPath', { op: 'replace', value: { 'emails[type is "x"].value': 'x' } }],
    ['mutability', { op: 'replace', path: 'id', value: 'x' }],
    ['mutability', { op: 'add', path: 'meta.created', value: '2026-01-31T10:00:00Z' }],
    ['mutability', { op: 'replace', path: 'schemas', value: [CORE] }],
    ['mutability', { op: 'add', path: 'groups', value: [{ value: 'g-1' }] }],
    ['mutability', { op: 'remove', path: 'groups[value eq "g-1"]' }],
    ['mutability', { op: 'replace', path: `${URN}:manager.displayName`, value: 'x' }],
    ['mutability', { op: 'remove', path: 'userName' }],
    ['mutability', { op: 'Remove', path: `${CORE}:UserName`, value: 'lena@x' }],
    ['noTarget', { op: 'remove' }],
    ['noTarget', { op: 'remove', value: { title: 'x' } }],
    ['noTarget', { op: 'replace', path: 'emails[value sw "z"].value', value: 'x' }],
    ['invalidValue', { op: 'replace', path: 'userName', value: '' }],
    ['invalidValue', { op: 'replace', path: 'userName', value: null }],
    ['invalidValue', { op: 'replace', value: { userName: null } }],
    ['invalidValue', { op: 'replace', path: 'title' }],
    ['invalidValue', { op: 'add' }],
    ['invalidValue', { op: 'add', value: 'x' }],
    ['invalidValue', { op: 'add', value: [{ title: 'x' }] }],
    ['invalidValue', { op: 'replace', path: 'title', value: 5 }],
    ['invalidValue', { op: 'replace', path: 'title', value: {} }],
    ['invalidValue', { op: 'replace', path: 'active', value: 'maybe' }],
    ['invalidValue', { op: 'replace', path: 'name', value: 'Lena' }],
    ['invalidValue', { op: 'replace', path: 'emails', value: [{ value: 5 }] }],
    ['invalidValue', { op: 'add', path: 'emails[type eq "work"]', value: ['a', 'b'] }],
    ['invalidValue', { op: 'replace', path: 'userName', value: 'x'.repeat(256) }],
    ['invalidValue', { op: 'replace', path: 'emails', value: [{}] }],
    ['invalidValue', { op: 'replace', path: 'emails', value: [null] }],
    ['invalidValue', { op: 'replace', path: 'emails', value: { address: 'a@x' } }],
    ['invalidValue', { op: 'replace', path: 'roles', value: [{ id: 'r-1', displayName: 'Editor' }] }],
    ['invalidValue', { op: 'add', path: 'roles', value: [{ value: 'Editor' }, { id: 'r-1' }] }],
    ['invalidValue', { op: 'remove', path: 'emails', value: [{ address: 'a@x' }] }],
    ['invalidValue', { op: 'replace', path: 'emails[type eq "work"]', value: { number: '1' } }],
    ['invalidValue', { op: 'replace', value: { emails: [{ address: 'x@example.test' }] } }],
    ['invalidValue', { op: 'replace', value: { name: { first: 'Lena' } } }],
    ['invalidValue', { op: 'replace', value: { [`${URN}:manager`]: { id: 'u-1' } } }],
    ['invalidValue', { op: 'replace', value: { [URN]: 'x' } }],
    ['invalidValue', { op: 'replace', path: URN, value: ['x'] }],
  ])('with %s: %j', (scimType, operation) => {
    expect(() => patch(operation)).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  it('by its number', () => {
    const good = { op: 'add', path: 'title', value: 'x' };
    expect(() => patch(good, good, { op: 'add', path: 'active', value: 'maybe' })).toThrow(
      'Operations[2]: "active" must be true or false, got "maybe"',
    );
  });

  it('and with it all others: the resource stays as it was', () => {
    const before = structuredClone(lena);
    const good = [
      { op: 'add', path: 'title', value: 'x' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@x' },
      { op: 'remove', path: URN },
    ];
    for (const bad of [
      { op: 'remove', path: 'userName' },
      { op: 'add', path: 'ims[value sw "x"].type', value: 'x' },
    ]) {
      expect(() => patch(...good, bad)).toThrow();
      expect(lena).toEqual(before);
    }
    // `lena` is frozen: changing it in place would have thrown.
    expect(patch(...good).resource).not.toEqual(before);
    expect(lena).toEqual(before);
  });
});

describe('names of the prototype', () => {
  const pristine = Object.getOwnPropertyNames(Object.prototype);

  afterEach(() => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(pristine);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it.each([
    '__proto__',
    '__proto__.isAdmin',
    'constructor.prototype',
    'name.__proto__',
    'name.constructor',
    'emails.__proto__',
    'emails[type eq "work"].__proto__',
    'emails[__proto__ eq "x"].value',
    `${URN}:__proto__`,
    `${URN}:constructor.prototype`,
    `${CORE}:__proto__.isAdmin`,
    'toString',
    'hasOwnProperty',
  ])('are unknown as a path: %s', (path) => {
    for (const op of ['add', 'replace', 'remove']) {
      const { resource, changed } = patch({ op, path, value: true });
      expect(changed).toBe(false);
      expect(JSON.stringify(resource)).toBe(JSON.stringify(lena));
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    }
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"__proto__.isAdmin":true,"constructor.prototype.isAdmin":true}',
    '{"name":{"givenName":"Lena","__proto__":{"isAdmin":true},"constructor":{"isAdmin":true}}}',
    '{"name.__proto__":{"isAdmin":true}}',
    `{"${URN}":{"__proto__":{"isAdmin":true},"manager":{"value":"u-9","__proto__":{"isAdmin":true}}}}`,
    `{"${URN}:__proto__":{"isAdmin":true}}`,
    '{"emails":[{"type":"work","value":"lena@x","primary":true,"__proto__":{"isAdmin":true}}]}',
  ])('in a value change nothing: %s', (json) => {
    for (const op of ['add', 'replace']) {
      const { resource, changed } = patch({ op, value: JSON.parse(json) as unknown });
      expect(changed).toBe(false);
      expect(JSON.stringify(resource)).toBe(JSON.stringify(lena));
      expect((resource.name as Record<string, unknown>).isAdmin).toBeUndefined();
    }
  });

  it('are plain text as values', () => {
    expect(
      patch({ op: 'add', path: 'ims[type eq "__proto__"].value', value: 'constructor' }).resource.ims,
    ).toEqual([{ type: '__proto__', value: 'constructor' }]);
  });
});

it.each([
  [{ op: 'remove', path: 'userName' }, 'mutability'],
  [{ op: 'replace', path: 'emails[value co "nobody"].type', value: 'work' }, 'noTarget'],
  [{ op: 'add', path: 'no pe', value: 'x' }, 'invalidPath'],
])('%j is refused by the number of the operation', (operation, scimType) => {
  const fine = { op: 'replace', path: 'title', value: 'x' };
  expect(() => patch(fine, operation, fine)).toThrow(
    expect.objectContaining({ scimType, message: expect.stringMatching(/^Operations\[1\]: /) }),
  );
});

describe('groups', () => {
  const group: ScimResource = { schemas: [groupType.schema.id], displayName: 'Sales' };
  it.each([
    ['mutability', { op: 'remove', path: 'displayName' }],
    ['invalidValue', { op: 'replace', path: 'displayName', value: '' }],
    ['invalidPath', { op: 'replace', path: 'members[value eq "u-1"', value: 'x' }],
    ['mutability', { op: 'replace', path: 'members[value eq "u-1"].type', value: 'User' }],
  ])('%s: %j', (scimType, operation) => {
    const work = (): unknown => apply({ schemas: [PATCH], Operations: [operation] }, group, groupType);
    expect(work).toThrow(expect.objectContaining({ scimType }));
  });
});
