import { describe, expect, it } from '@jest/globals';
import { groupType, userType, type ResourceType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import { checkFilter } from './check.js';
import { evaluate } from './evaluate.js';
import { parseFilter } from './parse.js';

const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const lena: ScimResource = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', URN],
  id: 'u-1',
  externalId: 'Ext-1',
  userName: 'Lena.Vos@fabrikam.example',
  displayName: 'Jos\u00e9e \u{1F600}',
  name: { givenName: 'Lena', familyName: "O'Malley" },
  active: true,
  profileUrl: 'https://x.example/Lena',
  emails: [
    { type: 'work', value: 'lena@x.example', primary: true },
    { type: 'home', value: 'lena@y.example' },
  ],
  roles: [{ value: 'Editor', primary: true }, { value: 'Reader' }],
  x509Certificates: [{ value: 'aGk=' }],
  meta: { resourceType: 'User', created: '2026-01-31T10:00:00.250Z', version: 'W/"1"' },
  [URN]: { department: 'Ops', manager: { value: 'u-9' } },
};

function holds(text: string, resource: ScimResource = lena, type: ResourceType = userType): boolean {
  return evaluate(checkFilter(parseFilter(text), type), resource);
}

/** Filters that match Lena, and filters that do not. */
const cases: Record<string, { readonly holds: string[]; readonly fails: string[] }> = {
  'strings without case': {
    holds: [
      'userName eq "lena.vos@FABRIKAM.example"',
      'userName ne "lena"',
      'userName co "VOS@"',
      'userName sw "LENA"',
      'userName ew ".EXAMPLE"',
      'userName gt "LENA"',
      'userName ge "lena.vos@fabrikam.example"',
      'userName lt "lenb"',
      'userName le "Lena.Vos@fabrikam.example"',
      'userName pr',
      'userName co ""',
    ],
    fails: [
      'userName eq "lena"',
      'userName eq "%"',
      'userName eq "lena_vos@fabrikam.example"',
      'userName co ".*"',
      'userName ne "LENA.VOS@fabrikam.example"',
      'userName sw "vos"',
      'userName ew "lena"',
      'userName gt "lena.vos@fabrikam.example"',
      'userName lt "lena"',
      'userName eq ""',
    ],
  },
  'strings with case': {
    holds: ['externalId eq "Ext-1"', 'externalId lt "ext-1"', 'profileUrl ew "Lena"', 'id eq "u-1"'],
    fails: ['externalId eq "ext-1"', 'externalId co "EXT"', 'profileUrl ew "lena"', 'id eq "U-1"'],
  },
  'composed and decomposed letters': {
    holds: ['displayName sw "JOSE\u0301E"', 'displayName sw "jos\u00e9e"', 'displayName ew "\u{1F600}"'],
    fails: ['displayName sw "josee"', 'displayName eq "jos\u00e9e"'],
  },
  'code point order': {
    holds: ['displayName lt "jos\u00e9e \u{1F601}"', 'displayName gt "jos\u00e9e \uFFFD"'],
    fails: ['displayName lt "jos\u00e9e \uFFFD"'],
  },
  booleans: {
    holds: ['active eq true', 'active eq "True"', 'active ne false', 'active pr'],
    fails: ['active eq false', 'active eq "FALSE"', 'active ne TRUE', 'not (active pr)'],
  },
  dateTimes: {
    holds: [
      'meta.created eq "2026-01-31T10:00:00.25Z"',
      'meta.created eq "2026-01-31T12:00:00.250+02:00"',
      'meta.created gt "2026-01-31T10:00:00Z"',
      'meta.created lt "2026-01-31T10:00:00.3Z"',
      'meta.created ge "2026-01-31T05:00:00.25-05:00"',
    ],
    fails: ['meta.created eq "2026-01-31T10:00:00Z"', 'meta.created gt "2026-01-31T10:00:00.25Z"'],
  },
  'complex and multi-valued attributes': {
    holds: [
      'emails eq "lena@y.example"',
      'emails.value ew "x.example"',
      'emails co "LENA"',
      'emails.type eq "home"',
      'emails.type ne "home"',
      'emails.primary eq true',
      'manager eq "u-9"',
      'manager.value pr',
      `${URN}:department eq "ops"`,
      'department eq "OPS"',
      'schemas eq "URN:ietf:params:scim:schemas:core:2.0:User"',
      'x509Certificates eq "aGk="',
      'name pr',
      'emails pr',
      'id eq "u-1" and manager eq "u-9"',
    ],
    fails: [
      'emails eq "lena"',
      'emails.type eq "other"',
      'manager eq "U-9"',
      'x509Certificates eq "AGK="',
      'ims pr',
    ],
  },
  'one and the same element': {
    holds: [
      'emails[type eq "work" and value co "@x"]',
      'emails[type eq "work"].value eq "LENA@x.example"',
      'emails.type eq "work" and emails.value co "@y"',
      'emails[not (type eq "work")]',
      'emails[type eq "home" and not (primary pr)]',
      'emails[primary ne true]',
      'roles[primary eq "True"].value eq "editor"',
      'manager[value eq "u-9"]',
      'name[givenName eq "lena" and familyName sw "o\'"]',
    ],
    fails: [
      'emails[type eq "work" and value co "@y"]',
      'emails[type eq "home"].value eq "lena@x.example"',
      'emails[not (type pr)]',
      'emails[type eq "home" and primary eq true]',
      'roles[primary eq true].value eq "reader"',
      'ims[value pr]',
      'ims[not (value pr)]',
    ],
  },
  'attributes without a value': {
    holds: [
      'title ne "x"',
      'not (title eq "x")',
      'not (title pr)',
      'title eq null',
      'ims.value ne "x"',
      'ims eq null',
    ],
    fails: [
      'title eq "x"',
      'title co ""',
      'title lt "x"',
      'title ge ""',
      'title pr',
      'title ne null',
      'not (title ne "x")',
    ],
  },
  'logic and precedence': {
    holds: [
      'active eq true or active eq false and title pr',
      'title pr and title pr or active eq true',
      'not (title pr) and active eq true',
      'not (title pr and active eq true)',
      'not (title pr or active eq false)',
    ],
    fails: [
      '(active eq true or active eq false) and title pr',
      'not (title pr or active eq true)',
      'not (active eq true) or title pr',
    ],
  },
};

describe.each(Object.entries(cases))('%s', (_, { holds: held, fails }) => {
  it.each(held)('%s holds', (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each(fails)('%s does not', (text) => {
    expect(holds(text)).toBe(false);
  });
});

describe('values that are unassigned', () => {
  it.each([null, [], undefined])('%j is not present', (value) => {
    expect(holds('title pr', { ...lena, title: value })).toBe(false);
    expect(holds('emails pr', { ...lena, emails: value })).toBe(false);
    expect(holds('emails.value eq "x"', { ...lena, emails: value })).toBe(false);
  });

  it('false is a value', () => {
    expect(holds('active pr', { ...lena, active: false })).toBe(true);
  });
});

describe('groups', () => {
  const group = {
    id: 'g-1',
    displayName: 'Sales EU',
    members: [
      { value: 'u-1', type: 'User' },
      { value: 'g-2', type: 'Group' },
    ],
  };
  it.each([
    ['id eq "g-1" and members eq "u-1"', true],
    ['members.value eq "g-2"', true],
    ['members[value eq "u-1" and type eq "user"]', true],
    ['members[value eq "u-1"].type eq "Group"', false],
    ['members eq "U-1"', false],
    ['displayName eq "sales eu"', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text, group, groupType)).toBe(expected);
  });
});
