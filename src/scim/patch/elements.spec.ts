import { describe, expect, it } from '@jest/globals';
import { userType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { MAX_VALUES } from '../normalise.js';
import { applyPatch, type Patched } from './apply.js';
import { resultOf } from './interruptible.js';
import { MAX_PATCH_OPERATIONS, parsePatch } from './operations.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const work = { type: 'work', value: 'lena@x', primary: true };
const home = { type: 'home', value: 'lena@y' };
const bare: ScimResource = { schemas: [CORE], userName: 'lena@x' };
const lena: ScimResource = { ...bare, emails: [work, home] };

function patch(resource: ScimResource, ...Operations: unknown[]): Patched {
  return resultOf(
    applyPatch(resource, resultOf(parsePatch({ schemas: [PATCH], Operations }, userType)), userType),
  );
}

function emails(...operations: unknown[]): unknown {
  return patch(lena, ...operations).resource.emails;
}

describe('RFC 7644 section 3.5.2', () => {
  it('add appends to a list (3.5.2.1)', () => {
    expect(emails({ op: 'add', path: 'emails', value: [{ value: 'babs@z', type: 'other' }] })).toEqual([
      work,
      home,
      { value: 'babs@z', type: 'other' },
    ]);
    expect(emails({ op: 'add', value: { emails: [{ value: 'babs@z' }], nickName: 'Babs' } })).toEqual([
      work,
      home,
      { value: 'babs@z' },
    ]);
  });

  it('add of an existing value changes nothing (3.5.2.1)', () => {
    expect(patch(lena, { op: 'add', path: 'emails', value: [home, work] }).changed).toBe(false);
    expect(patch(lena, { op: 'add', path: 'userName', value: 'lena@x' }).changed).toBe(false);
  });

  it('add merges with the element of the same value and type, in any case', () => {
    const value = [{ value: 'LENA@Y', type: 'Home', display: 'Lena' }];
    expect(emails({ op: 'add', path: 'emails', value })).toEqual([
      work,
      { type: 'Home', value: 'LENA@Y', display: 'Lena' },
    ]);
  });

  it('a part that makes two elements the same leaves one of them (RFC 7643 section 2.4)', () => {
    const value = 'LENA@X';
    const type = { op: 'replace', path: 'emails[type eq "home"].type', value: 'Work' };
    expect(emails({ op: 'replace', path: 'emails.value', value }, type)).toEqual([
      { type: 'Work', value, primary: true },
    ]);
    expect(emails({ op: 'replace', path: 'emails[type eq "home"]', value: { ...work, value } })).toEqual([
      { ...work, value },
    ]);
  });

  it('add keeps one of two equal addresses', () => {
    const address = { type: 'work', locality: 'Gent' };
    const added = patch(bare, { op: 'add', path: 'addresses', value: [address, { ...address }] }).resource;
    expect(added.addresses).toEqual([address]);
    const more = patch(added, {
      op: 'add',
      path: 'addresses',
      value: { type: 'work', locality: 'Brugge' },
    }).resource;
    expect(more.addresses).toEqual([address, { type: 'work', locality: 'Brugge' }]);
  });

  it('replace sets the whole list (3.5.2.3)', () => {
    expect(emails({ op: 'replace', path: 'emails', value: [{ value: 'babs@z' }] })).toEqual([
      { value: 'babs@z' },
    ]);
  });

  it('replace keeps one of two elements with the same value and type (RFC 7643 section 2.4)', () => {
    const value = [{ value: 'a@z', primary: true }, { value: 'b@z' }, { value: 'A@z', display: 'A' }];
    expect(emails({ op: 'replace', path: 'emails', value })).toEqual([
      { value: 'A@z', display: 'A', primary: true },
      { value: 'b@z' },
    ]);
  });

  it('replace of a filtered element replaces it, add merges (3.5.2.3)', () => {
    const value = { value: 'new@x', display: 'New' };
    expect(emails({ op: 'replace', path: 'emails[type eq "work"]', value })).toEqual([
      { type: 'work', ...value },
      home,
    ]);
    expect(emails({ op: 'add', path: 'emails[type eq "work"]', value })).toEqual([
      { ...work, ...value },
      home,
    ]);
  });

  it('a filter may select several elements', () => {
    expect(emails({ op: 'replace', path: 'emails[value co "lena"].display', value: 'Lena' })).toEqual([
      { ...work, display: 'Lena' },
      { ...home, display: 'Lena' },
    ]);
    expect(emails({ op: 'replace', path: 'emails.display', value: 'Lena' })).toEqual([
      { ...work, display: 'Lena' },
      { ...home, display: 'Lena' },
    ]);
    expect(emails({ op: 'remove', path: 'emails[type eq "work" and value ew "@x"]' })).toEqual([home]);
  });

  it('replace of a complex attribute leaves the parts that it does not name (3.5.2.3)', () => {
    const named = { ...bare, name: { givenName: 'Lena', familyName: 'Vos' } };
    for (const op of ['add', 'replace']) {
      const { resource } = patch(named, { op, path: 'name', value: { familyName: 'Maes' } });
      expect(resource.name).toEqual({ givenName: 'Lena', familyName: 'Maes' });
    }
  });

  it('operations follow each other', () => {
    const { resource } = patch(
      bare,
      { op: 'add', path: 'title', value: 'a' },
      { op: 'replace', path: 'title', value: 'b' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'nickName', value: 'c' },
    );
    expect(resource).toEqual({ ...bare, nickName: 'c' });
  });
});

describe('an element that is not there', () => {
  it.each([
    ['emails[type eq "other"].value', 'a@z', { type: 'other', value: 'a@z' }],
    ['emails[type eq "other"]', { value: 'a@z' }, { type: 'other', value: 'a@z' }],
    ['emails[type eq "other"]', 'a@z', { type: 'other', value: 'a@z' }],
    [
      'emails[type eq "other" and display eq "D"].value',
      'a@z',
      { type: 'other', display: 'D', value: 'a@z' },
    ],
    [
      'emails[(type eq "other" and (display eq "D"))].value',
      'a@z',
      { type: 'other', display: 'D', value: 'a@z' },
    ],
    [
      'emails[type eq "other" and primary eq "false"].value',
      'a@z',
      { type: 'other', primary: false, value: 'a@z' },
    ],
  ])('%s is created', (path, value, created) => {
    for (const op of ['add', 'replace']) expect(emails({ op, path, value })).toEqual([work, home, created]);
  });

  it.each([
    'emails[type eq "other" or type eq "work2"].value',
    'emails[type ne "work" and value sw "z"].value',
    'emails[not (value pr)].value',
    'emails[type sw "o"].value',
    'emails[primary pr and type eq "other"].value',
    'emails[type eq null and value eq "q"].value',
    'emails[type eq ""].value',
    'emails[type eq "other" and value eq ""].display',
    'emails[type eq "other" and type eq "third"].value',
    'manager[displayName eq "x"].value',
    'x509Certificates[value eq "aGk=" and value eq "x"].type',
  ])('%s tells not how to create one', (path) => {
    for (const op of ['add', 'replace']) {
      expect(() => patch(lena, { op, path, value: 'x' })).toThrow(
        expect.objectContaining({ status: 400, scimType: 'noTarget' }),
      );
    }
  });

  it('cannot be created from what its attribute would refuse', () => {
    const path = 'x509Certificates[value eq "no base64!"].type';
    expect(() => patch(lena, { op: 'add', path, value: 'x' })).toThrow('must be base64 text');
  });
});

describe('primary', () => {
  const other = { type: 'other', value: 'a@z', primary: true };
  const moved = [
    { ...work, primary: false },
    { ...home, primary: true },
  ];
  it.each([
    [
      'add of an element',
      { op: 'add', path: 'emails', value: [other] },
      [{ ...work, primary: false }, home, other],
    ],
    ['add of a known element', { op: 'add', path: 'emails', value: [{ ...home, primary: 'True' }] }, moved],
    ['replace by filter', { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' }, moved],
    [
      'replace of a filtered element',
      { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'lena@y', primary: true } },
      moved,
    ],
    [
      'an element that is created',
      { op: 'add', path: 'emails[type eq "other"]', value: other },
      [{ ...work, primary: false }, home, other],
    ],
    [
      'a filter that is created',
      { op: 'add', path: 'emails[type eq "other" and primary eq true].value', value: 'a@z' },
      [{ ...work, primary: false }, home, other],
    ],
    ['all of them', { op: 'replace', path: 'emails.primary', value: true }, moved],
    ['a list', { op: 'replace', path: 'emails', value: [{ ...work }, { ...home, primary: true }] }, moved],
  ])('moves with %s', (_, operation, expected) => {
    expect(emails(operation)).toEqual(expected);
  });

  it.each([
    ['a change elsewhere', { op: 'replace', path: 'emails[type eq "home"].value', value: 'new@y' }],
    ['an addition', { op: 'add', path: 'emails', value: [{ value: 'a@z' }] }],
    ['being set again', { op: 'replace', path: 'emails[type eq "work"].primary', value: true }],
  ])('stays with %s', (_, operation) => {
    expect((emails(operation) as unknown[])[0]).toEqual(work);
  });
});

describe('effort', () => {
  const many = (count: number, prefix: string): { value: string }[] =>
    Array.from({ length: count }, (_, index) => ({ value: `${prefix}${index}@x` }));

  it('adds and removes a thousand values in a thousand', () => {
    const start = performance.now();
    const added = patch(
      bare,
      ...[1, 2].map((each) => ({ op: 'add', path: 'emails', value: many(MAX_VALUES / 2, `${each}-`) })),
    );
    expect(added.resource.emails).toHaveLength(MAX_VALUES);
    const again = many(MAX_VALUES / 2, '1-').reverse();
    expect(
      patch(added.resource, ...Array(20).fill({ op: 'add', path: 'emails', value: again })).changed,
    ).toBe(false);
    const removed = patch(added.resource, { op: 'remove', path: 'emails', value: again }).resource;
    expect(removed.emails).toEqual(many(MAX_VALUES / 2, '2-'));
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it.each([
    { op: 'add', path: 'emails', value: [{ value: 'one@more' }] },
    { op: 'add', path: 'emails[type eq "other"].value', value: 'one@more' },
  ])('refuses a value too many: %j', (operation) => {
    const full = { ...bare, emails: many(MAX_VALUES, '') };
    expect(() => patch(full, operation)).toThrow(expect.objectContaining({ scimType: 'invalidValue' }));
  });

  it('accepts five thousand operations, not one more', () => {
    const operations: unknown[] = Array(MAX_PATCH_OPERATIONS).fill({
      op: 'replace',
      path: 'title',
      value: 'x',
    });
    expect(patch(bare, ...operations).resource.title).toBe('x');
    expect(() => patch(bare, ...operations, operations[0])).toThrow('at most 5000');
  });
});
