import { describe, expect, it } from '@jest/globals';
import { complex, string } from './attribute.js';
import { requireImmutables, withKeptValues } from './immutable.js';
import { userType } from './resource-type.js';
import { USER_SCHEMA } from './schemas/user.js';

const URN = 'urn:fabrikam:badges:User';
const immutable = { mutability: 'immutable' } as const;
const type = userType.withCustom([
  {
    id: URN,
    name: 'Badges',
    description: '',
    attributes: [
      string('serial', '', immutable),
      string('colour', ''),
      string('keys', '', { ...immutable, multiValued: true }),
      complex('chip', '', [string('number', '', immutable), string('label', '')]),
    ],
  },
]);

const user = (badges?: Record<string, unknown>) => ({
  schemas: badges === undefined ? [USER_SCHEMA] : [USER_SCHEMA, URN],
  userName: 'lena',
  ...(badges === undefined ? {} : { [URN]: badges }),
});

describe('requireImmutables()', () => {
  it.each([
    ['a value where there was none', undefined, { serial: '1' }],
    ['the same value', { serial: '1' }, { serial: '1', colour: 'red' }],
    ['the same list', { keys: ['a', 'b'] }, { keys: ['a', 'b'] }],
    ['another part of the same object', { chip: { number: '1' } }, { chip: { number: '1', label: 'x' } }],
  ])('lets %s pass', (_what, before, after) => {
    expect(() => requireImmutables(user(before), user(after), type)).not.toThrow();
  });

  it.each([
    ['another value', { serial: '1' }, { serial: '2' }, `${URN}:serial`],
    ['no value', { serial: '1' }, { colour: 'red' }, `${URN}:serial`],
    ['no extension', { serial: '1' }, undefined, `${URN}:serial`],
    ['a longer list', { keys: ['a'] }, { keys: ['a', 'b'] }, `${URN}:keys`],
    ['another part', { chip: { number: '1' } }, { chip: { number: '2' } }, `${URN}:chip.number`],
  ])('refuses %s', (_what, before, after, path) => {
    expect(() => requireImmutables(user(before), user(after), type)).toThrow(
      expect.objectContaining({ scimType: 'mutability', detail: expect.stringContaining(`"${path}"`) }),
    );
  });
});

describe('withKeptValues()', () => {
  it('keeps what a replacement leaves out, and nothing else', () => {
    const before = user({ serial: '1', colour: 'red', chip: { number: '7', label: 'x' } });
    expect(withKeptValues(before, user(), type)).toEqual(user({ serial: '1', chip: { number: '7' } }));
    expect(withKeptValues(before, user({ colour: 'blue' }), type)).toEqual(
      user({ serial: '1', colour: 'blue', chip: { number: '7' } }),
    );
  });

  it('leaves a value that was sent, right or wrong, to the check', () => {
    const requested = user({ serial: '2', chip: { number: '7' } });
    expect(withKeptValues(user({ serial: '1', chip: { number: '7' } }), requested, type)).toBe(requested);
  });
});
