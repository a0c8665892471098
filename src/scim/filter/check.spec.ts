import { describe, expect, it } from '@jest/globals';
import { list, string, type AttributeDefinition } from '../attribute.js';
import { groupType, ResourceType, userType } from '../resource-type.js';
import { userSchema } from '../schemas/user.js';
import type { CheckedFilter } from './ast.js';
import { checkFilter } from './check.js';
import { parseFilter } from './parse.js';

const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACME = 'urn:example:acme:2.0:User';

const numberOf = (type: 'integer' | 'decimal'): AttributeDefinition => ({
  ...string(type, 'A number.'),
  type,
});
const acmeType = new ResourceType('User', '/Users', 'User Account', userSchema, [
  {
    id: ACME,
    name: 'Acme',
    description: 'Acme',
    attributes: [
      numberOf('integer'),
      numberOf('decimal'),
      string('secret', 'A secret.', { returned: 'never' }),
      list('keys', 'Keys.', [
        string('value', 'A key.', { mutability: 'writeOnly' }),
        string('type', 'Its type.'),
      ]),
    ],
  },
]);

function check(text: string, type: ResourceType = userType): CheckedFilter {
  return checkFilter(parseFilter(text), type);
}

describe('checkFilter', () => {
  it.each([
    ['USERNAME eq "Ann"', 'userName', 'Ann', 'ann'],
    ['externalId eq "Ann"', 'externalId', 'Ann', 'Ann'],
    ['externalId eq 42', 'externalId', '42', '42'],
    ['externalId eq 007', 'externalId', '007', '007'],
    ['userName eq true', 'userName', 'true', 'true'],
    ['userName eq jvos', 'userName', 'jvos', 'jvos'],
    ['active eq true', 'active', true, 'true'],
    ['active eq True', 'active', true, 'true'],
    ['active eq "False"', 'active', false, 'false'],
    ['roles.primary eq "True"', 'roles.primary', true, 'true'],
    [
      'meta.created gt "2026-01-31T12:00:00+02:00"',
      'meta.created',
      '2026-01-31T12:00:00+02:00',
      '2026-01-31T10:00:00',
    ],
    ['meta.created gt 2026-01-31T10:00:00Z', 'meta.created', '2026-01-31T10:00:00Z', '2026-01-31T10:00:00'],
    ['emails eq "a@x"', 'emails.value', 'a@x', 'a@x'],
    ['manager eq "U-1"', `${URN}:manager.value`, 'U-1', 'U-1'],
    [`${URN}:department eq "Ops"`, `${URN}:department`, 'Ops', 'ops'],
    ['groups eq "g-1"', 'groups.value', 'g-1', 'g-1'],
    ['x509Certificates.value eq "aGk="', 'x509Certificates.value', 'aGk=', 'aGk='],
  ])('%s', (text, path, value, key) => {
    expect(check(text)).toMatchObject({ kind: 'compare', target: { path }, value, key });
  });

  it('compares members by their ids', () => {
    expect(check('members eq "u-1"', groupType)).toMatchObject({
      target: { path: 'members.value' },
      key: 'u-1',
    });
  });

  it.each([
    ['title eq null', { kind: 'not', operand: { kind: 'present', target: { path: 'title' } } }],
    ['title ne NULL', { kind: 'present', target: { path: 'title' } }],
    ['name eq null', { kind: 'not', operand: { kind: 'present', target: { path: 'name' } } }],
    ['emails ne null', { kind: 'present', target: { path: 'emails' } }],
    [
      'emails[display eq null]',
      { kind: 'elements', filter: { kind: 'not', operand: { target: { path: 'emails.display' } } } },
    ],
  ])('%s asks for presence', (text, expected) => {
    expect(check(text)).toMatchObject(expected);
  });

  it('takes numbers for numbers only', () => {
    expect(check(`${ACME}:integer ge 5`, acmeType)).toMatchObject({ value: 5 });
    expect(check(`${ACME}:integer ge "5"`, acmeType)).toMatchObject({ value: 5 });
    expect(() => check(`${ACME}:integer ge "five"`, acmeType)).toThrow('is of type integer; got "five"');
    expect(() => check(`${ACME}:decimal sw 5`, acmeType)).toThrow('"sw" does not suit');
  });

  it.each([
    ['nickname2 eq "x"', 'Unknown attribute "nickname2"'],
    ['name.nick eq "x"', 'Unknown attribute "name.nick"'],
    ['userName.value eq "x"', 'Unknown attribute'],
    [`${URN} pr`, 'Unknown attribute'],
    [`${URN}:userName pr`, 'Unknown attribute'],
    ['members eq "u-1"', 'Unknown attribute "members"'],
    ['emails[emails.type eq "x"]', 'Unknown attribute "emails.type"'],
    ['emails[userName eq "x"]', 'Unknown attribute "userName"'],
    ['__proto__ pr', 'Unknown attribute'],
    ['emails[constructor pr]', 'Unknown attribute'],
    ['userName[value eq "x"]', 'has no sub-attributes'],
    ['emails.value[value eq "x"]', 'has no sub-attributes'],
    ['emails[type[value eq "x"]]', 'has no sub-attributes'],
    ['name eq "x"', 'compare one of its sub-attributes: formatted, familyName'],
    ['addresses co "x"', 'compare one of its sub-attributes: formatted'],
    ['meta gt "2026-01-31T10:00:00Z"', 'compare one of its sub-attributes'],
    ['active eq "yes"', 'is of type boolean; got "yes"'],
    ['active eq 1', 'is of type boolean'],
    ['active co "tr"', '"co" does not suit "active" of type boolean'],
    ['active gt true', '"gt" does not suit "active"'],
    ['x509Certificates.value sw "a"', '"sw" does not suit'],
    ['meta.created eq "yesterday"', 'is of type dateTime'],
    ['meta.created sw "2026"', '"sw" does not suit'],
    ['title gt null', 'cannot be compared with null'],
    ['password pr', 'never returned'],
    ['password eq "x"', 'never returned'],
    ['not (PassWord sw "a")', 'never returned'],
    ['password eq null', 'never returned'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:password eq "x"', 'never returned'],
  ])('refuses %s', (text, detail) => {
    expect(() => check(text)).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter', detail: expect.stringContaining(detail) }),
    );
  });

  it.each([
    `${ACME}:secret pr`,
    `${ACME}:keys.value pr`,
    `${ACME}:keys[value sw "a"]`,
    `${ACME}:keys eq "a"`,
  ])('refuses %s of an extension', (text) => {
    expect(() => check(text, acmeType)).toThrow('never returned');
  });
});
