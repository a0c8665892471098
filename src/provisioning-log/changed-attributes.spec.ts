import { describe, expect, it } from '@jest/globals';
import { list, string } from '../scim/attribute.js';
import { typesWith } from '../scim/resource-type.js';
import { changedAttributes } from './changed-attributes.js';

const URN = 'urn:ietf:params:scim:schemas:extension:badge:2.0:User';
const { User: type } = typesWith([
  {
    resourceType: 'User',
    schema: {
      id: URN,
      name: 'Badge',
      description: '',
      attributes: [
        string('pin', '', { returned: 'never' }),
        string('key', '', { mutability: 'writeOnly' }),
        string('colour', ''),
        list('doors', '', [
          string('type', ''),
          string('code', '', { returned: 'never' }),
          string('floor', ''),
        ]),
      ],
    },
  },
]);
const changesOf = (before: Record<string, unknown> | null, after: Record<string, unknown>) =>
  changedAttributes(before, after, type).attributes.map(({ attribute, old, new: now }) => [
    attribute,
    old,
    now,
  ]);

describe('the changed attributes', () => {
  it('never include attributes that are not returned, even if stored', () => {
    const doors = [{ type: 'main', code: '1234', floor: '1' }];
    expect(
      changesOf(null, { userName: 'a', password: 'p', [URN]: { pin: '1', key: '2', colour: 'red', doors } }),
    ).toEqual([
      ['userName', null, 'a'],
      [`${URN}:colour`, null, 'red'],
      [`${URN}:doors[type eq "main"].floor`, null, '1'],
    ]);
  });

  it('are named by the type of an element where types are distinct', () => {
    const work = { type: 'work', value: 'a@b.c' };
    const home = { type: 'home', value: 'h@b.c' };
    expect(changesOf({ emails: [work, home] }, { emails: [home, { ...work, value: 'new@b.c' }] })).toEqual([
      ['emails[type eq "work"].value', 'a@b.c', 'new@b.c'],
    ]);
    expect(changesOf({ emails: [work] }, { emails: [work, { ...work, value: 'x@b.c' }] })).toEqual([
      ['emails', [work], [work, { ...work, value: 'x@b.c' }]],
    ]);
    expect(changesOf({ emails: [work] }, {})).toEqual([['emails[type eq "work"].value', 'a@b.c', null]]);
    expect(changesOf({}, { emails: [{ type: 'work' }] })).toEqual([['emails', null, [{ type: 'work' }]]]);
  });

  it('are none where nothing differs, and no more than what entries hold', () => {
    const user = { userName: 'a', name: { givenName: 'A' }, [URN]: { colour: 'red' } };
    expect(changesOf(user, structuredClone(user))).toEqual([]);
    const emails = Array.from({ length: 100 }, (_, i) => ({ type: `t${i}`, value: 'x'.repeat(1000) }));
    const { attributes, omitted } = changedAttributes({}, { emails }, type);
    expect([attributes.length, omitted]).toEqual([40, 60]);
    expect(String(attributes[0]?.new).length).toBe(257);
  });
});
