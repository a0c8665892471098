import { describe, expect, it } from '@jest/globals';
import { parsePath } from './path.js';
import { groupType, typesWith, userType } from './resource-type.js';
import { UnknownNames } from './unknown-names.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('parsePath', () => {
  it.each([
    ['userName', 'userName', null],
    ['UserName', 'userName', null],
    [' userName ', 'userName', null],
    ['name.givenName', 'name.givenName', null],
    ['emails', 'emails', null],
    ['emails.value', 'emails.value', null],
    [`${CORE}:name.familyName`, 'name.familyName', null],
    [`${URN}:department`, `${URN}:department`, null],
    [`${URN}:manager`, `${URN}:manager`, null],
    [`${URN}:manager.value`, `${URN}:manager.value`, null],
    ['manager', `${URN}:manager`, null],
    [`${URN}.department`, `${URN}:department`, null],
    [`${URN}.manager.value`, `${URN}:manager.value`, null],
    [`${CORE}.emails[type eq "work"].value`, 'emails.value', { kind: 'compare', key: 'work' }],
    ['emails[type eq "work"]', 'emails', { kind: 'compare', op: 'eq', key: 'work' }],
    ['emails[type eq "work"].value', 'emails.value', { kind: 'compare', op: 'eq', key: 'work' }],
    ['EMAILS[TYPE EQ "work"].VALUE', 'emails.value', { kind: 'compare', op: 'eq', key: 'work' }],
    [`${CORE}:emails[type eq "work"].value`, 'emails.value', { kind: 'compare', key: 'work' }],
    ['addresses[type eq "work"].streetAddress', 'addresses.streetAddress', { kind: 'compare' }],
    ['roles[primary eq "True"].value', 'roles.value', { kind: 'compare', key: 'true' }],
    ['emails[type eq "work" and primary eq true].value', 'emails.value', { kind: 'and' }],
    ['emails[not (type eq "work") or value sw "["]', 'emails', { kind: 'or' }],
    ['emails[type eq "a\\"] b"].value', 'emails.value', { kind: 'compare', key: 'a"] b' }],
    [`${URN}:manager[value eq "u-1"]`, `${URN}:manager`, { kind: 'compare', key: 'u-1' }],
    ['manager[value eq "u-1"]', `${URN}:manager`, { kind: 'compare', key: 'u-1' }],
  ])('%s', (text, path, filter) => {
    const target = parsePath(text, userType, new UnknownNames(false));
    expect(target).toMatchObject({ path });
    if (filter === null) expect(target?.filter).toBeNull();
    else expect(target?.filter).toMatchObject(filter);
  });

  it('takes the URN of an extension for the extension', () => {
    expect(parsePath(URN.toLowerCase(), userType, new UnknownNames(false))).toEqual({
      extension: URN,
      attribute: null,
      filter: null,
    });
  });

  it('selects members', () => {
    expect(parsePath('members[value eq "u-1"]', groupType, new UnknownNames(false))).toMatchObject({
      path: 'members',
      filter: { key: 'u-1' },
    });
  });

  it.each([
    ['', 'an attribute name'],
    ['/userName', '"/userName" is no name of an attribute'],
    ['name.givenName.x', 'is no name of an attribute'],
    ['emails.', 'is no name of an attribute'],
    ['.value', 'is no name of an attribute'],
    ['badge[', 'an attribute name'],
    ['badge[kind eq "x"', 'Expected "]"'],
    ['password=hunter2', 'The path names "password" with something around it'],
    ['userName eq "x"', 'end of the filter'],
    ['emails[type eq "work"', 'Expected "]"'],
    ['emails[type eq "work"]]', '"]" stands'],
    ['emails[]', 'an attribute name'],
    ['emails[type]', 'an operator'],
    ['emails[type eq "work"]value', 'has no sub-attribute "value"'],
    ['emails[type eq "work"].value.x', 'has no sub-attribute "value.x"'],
    ['emails[type eq "work"].value eq "x"', 'end of the filter'],
    ['emails[primary gt true]', 'does not suit'],
    ['emails.value[type eq "work"]', 'cannot be followed by'],
    ['userName[value eq "x"]', 'cannot be followed by'],
    [`${URN}[department eq "x"]`, 'cannot be followed by'],
    ['"userName"', 'a string stands'],
    ['emails[type eq "work].value', 'is not closed'],
  ])('refuses "%s"', (text, detail) => {
    expect(() => parsePath(text, userType, new UnknownNames(false))).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidPath',
        detail: expect.stringContaining(detail),
      }),
    );
  });

  it('reports no text that may be the value of a secret, in strict mode too', () => {
    const { User } = typesWith([], { strict: true, uniqueGroupNames: true });
    for (const path of ['password.hunter2', 'Password.hunter2', 'password[value eq "hunter2"].x']) {
      expect(() => parsePath(path, User, new UnknownNames(true))).toThrow(
        expect.objectContaining({ detail: expect.not.stringContaining('hunter2') }),
      );
    }
  });

  it.each([
    ['nickname2', 'nickname2'],
    ['name.nick', 'name.nick'],
    ['members', 'members'],
    ['urn:example:other:2.0:User:badge', 'urn:example:other:2.0:User:badge'],
    [`${URN}:shoeSize`, `${URN}:shoeSize`],
    ['emails[kind eq "x"]', 'emails.kind'],
    ['emails[type eq "work" and not (kind eq "x")].value', 'emails.kind'],
    ['emails[type eq "work"].kind', 'emails.kind'],
    ['badge[kind eq "x"].value', 'badge'],
    ['größe', 'größe'],
    ['password.hunter2', 'password'],
    ['passwords', 'passwords'],
    ['__proto__', '__proto__'],
    ['__proto__.isAdmin', '__proto__.isAdmin'],
    ['constructor.prototype', 'constructor.prototype'],
    ['name.__proto__', 'name.__proto__'],
    ['emails[type eq "work"].__proto__', 'emails.__proto__'],
    ['emails[__proto__ eq "x"].value', 'emails.__proto__'],
    [`${URN}:__proto__.x`, `${URN}:__proto__.x`],
  ])('ignores and tells %s', (text, told) => {
    const unknown = new UnknownNames(false);
    expect(parsePath(text, userType, unknown)).toBeNull();
    expect(unknown.list).toEqual([told]);
    expect(() => parsePath(text, userType, new UnknownNames(true))).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
    );
  });
});
