import fc from 'fast-check';
import type { AttributeDefinition } from '../../src/scim/attribute.js';
import type { ResourceType } from '../../src/scim/resource-type.js';
import { ENTERPRISE } from './tenant.js';

const LONG = 'Lange straat '.repeat(40);

/** Values that are hard on a comparison: case, accents, wildcards, absence, length, characters beyond the BMP. */
export const userSeeds: Record<string, unknown>[] = [
  {
    userName: 'josé@x.example',
    title: 'Chef',
    emails: [{ type: 'work', value: 'a@x.example', primary: true }],
  },
  { userName: 'jose@x.example', title: 'chef', emails: [{ type: 'home', value: 'a@x.example' }] },
  { userName: 'jose\u0301y@x.example', title: '100%', displayName: 'A_b' },
  { userName: 'under_score@x.example', title: '1000', displayName: 'Axb', active: false },
  { userName: 'quote"back\\slash@x.example', title: "it's", nickName: '\u{1F600}', externalId: 'Ext-1' },
  {
    userName: 'z@x.example',
    nickName: '\uFF5E',
    externalId: 'ext-1',
    name: { givenName: 'Zoë', familyName: 'Ångström' },
  },
  {
    userName: 'many@x.example',
    emails: [
      { type: 'work', value: 'Many.One@x.example' },
      { type: 'home', value: 'many.two@y.example', primary: true },
      { type: 'other', display: 'Third' },
    ],
    phoneNumbers: [{ type: 'mobile', value: '+32 470 00 00 01' }],
    roles: [{ value: 'Editor', primary: 'True' }],
  },
  {
    userName: 'long@x.example',
    title: LONG,
    addresses: [{ type: 'work', streetAddress: `${LONG}1`, country: 'BE' }],
  },
  {
    userName: 'longer@x.example',
    title: `${LONG}x`,
    addresses: [{ type: 'home', streetAddress: `${LONG}2`, country: 'be' }],
  },
  { userName: 'boss@x.example', [ENTERPRISE]: { department: 'Ops', manager: { value: 'u-41' } } },
  {
    userName: 'İstanbul@x.example',
    [ENTERPRISE]: { department: 'ops', employeeNumber: '0042' },
    active: false,
  },
  { userName: 'plain@x.example', displayName: 'axb', title: ' ', [ENTERPRISE]: { costCenter: 'C 1' } },
];

/** Groups, the positions of their members among the users, and of the groups before them that they contain. */
export const groupSeeds: {
  displayName: string;
  externalId?: string;
  members: number[];
  groups?: number[];
}[] = [
  { displayName: 'Sales EU', externalId: 'G-1', members: [0, 1, 2] },
  { displayName: 'sales us', members: [2] },
  { displayName: 'Équipe', externalId: 'g-1', members: [] },
  { displayName: 'E\u0301tat', members: [0, 11] },
  { displayName: '100% _', members: [5] },
  { displayName: '\u{1F600}', externalId: '\uFF5E', members: [6, 7, 8, 9], groups: [0, 3] },
  { displayName: 'All', members: [0], groups: [1, 5] },
  { displayName: 'Everything', members: [], groups: [6] },
];

const TEXTS = [
  ...[
    'jos',
    'JOSÉ',
    'x.example',
    '@',
    '%',
    '_',
    '100%',
    'A_b',
    'axb',
    'chef',
    'Chef',
    '"',
    '\\',
    "'",
    ' ',
    '',
  ],
  ...[
    '\u{1F600}',
    '\uFF5E',
    'E\u0301',
    'ext-1',
    'Ext-1',
    'work',
    'home',
    'MOBILE',
    'ops',
    'u-41',
    'BE',
    'İ',
    'i\u0307',
  ],
  ...[
    'many.one@x.example',
    'a@x.example',
    'sales',
    'direct',
    'user',
    'Group',
    LONG,
    `${LONG}x`,
    `${LONG}1`,
    LONG.slice(0, 200),
  ],
  ...[ENTERPRISE, 'urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf', 'U', '\u{10FFFF}'],
];
const STRING_OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Co'];
const DATES = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00.123456+02:00', '2026-11-22T10:00:00.5-08:00'];

interface Sample {
  readonly ids: readonly string[];
  readonly groupIds: readonly string[];
}

/** Filters as text that are valid for a resource type, on all of its filterable attributes. */
export function filterText(type: ResourceType, sample: Sample): fc.Arbitrary<string> {
  const texts = [
    ...TEXTS,
    ...sample.ids.slice(0, 4),
    ...sample.groupIds.filter((_, index) => index % 3 === 0),
  ];
  const named = namedAttributes(type);
  const leaves = fc.oneof(...named.map(({ prefix, attribute }) => attributeFilter(prefix, attribute, texts)));
  return nested(leaves, 3);
}

function namedAttributes(type: ResourceType): { prefix: string; attribute: AttributeDefinition }[] {
  return [
    ...type.attributes.map((attribute) => ({ prefix: '', attribute })),
    ...type.extensions.flatMap(({ id, attributes }) =>
      attributes.map((attribute) => ({ prefix: `${id}:`, attribute })),
    ),
  ].filter(({ attribute }) => attribute.returned !== 'never');
}

/** Every attribute and sub-attribute that resources can be sorted by. */
export function sortableNames(type: ResourceType): string[] {
  return namedAttributes(type).flatMap(({ prefix, attribute }) =>
    attribute.type === 'complex'
      ? (attribute.subAttributes ?? [])
          .filter((sub) => isStored(attribute, sub))
          .map((sub) => `${prefix}${attribute.name}.${sub.name}`)
      : [prefix + attribute.name],
  );
}

function nested(leaf: fc.Arbitrary<string>, depth: number): fc.Arbitrary<string> {
  if (depth === 0) return leaf;
  const inner = nested(leaf, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `${a} and ${b}`) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `(${a} or ${b})`) },
    { weight: 1, arbitrary: inner.map((a) => `not (${a})`) },
  );
}

function attributeFilter(
  prefix: string,
  attribute: AttributeDefinition,
  texts: string[],
): fc.Arbitrary<string> {
  const name = prefix + attribute.name;
  if (attribute.type !== 'complex') return comparison(name, attribute, texts);
  const subs = (attribute.subAttributes ?? []).filter((sub) => isStored(attribute, sub));
  const bySub = fc.constantFrom(...subs);
  return fc.oneof(
    bySub.chain((sub) => comparison(`${name}.${sub.name}`, sub, texts)),
    fc.constant(`${name} pr`),
    nested(
      bySub.chain((sub) => comparison(sub.name, sub, texts)),
      2,
    ).map((inner) => `${name}[${inner}]`),
    fc
      .tuple(
        bySub.chain((sub) => comparison(sub.name, sub, texts)),
        bySub.chain((sub) => comparison(sub.name, sub, texts)),
      )
      .map(([inner, outer]) => `${name}[${inner}].${outer}`),
  );
}

/** Addresses that are made for each answer cannot be filtered on. */
function isStored(attribute: AttributeDefinition, sub: AttributeDefinition): boolean {
  if (attribute.name === 'meta') return sub.name !== 'location' && sub.name !== 'version';
  return !(attribute.association === true && sub.name === '$ref');
}

function comparison(name: string, definition: AttributeDefinition, texts: string[]): fc.Arbitrary<string> {
  const present = fc.constantFrom(`${name} pr`, `${name} eq null`, `${name} ne null`);
  switch (definition.type) {
    case 'boolean':
      return fc.oneof(
        present,
        fc
          .tuple(fc.constantFrom('eq', 'ne'), fc.constantFrom('true', 'false', '"True"', '"fAlse"'))
          .map((p) => `${name} ${p.join(' ')}`),
      );
    case 'dateTime':
      return fc.oneof(
        present,
        fc
          .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.constantFrom(...DATES))
          .map(([op, at]) => `${name} ${op} "${at}"`),
      );
    case 'binary':
      return fc.oneof(
        present,
        fc.constantFrom('eq', 'ne').map((op) => `${name} ${op} "AAAA"`),
      );
    case 'string':
    case 'reference':
    case 'integer':
    case 'decimal':
    case 'complex':
      return fc.oneof(
        { weight: 1, arbitrary: present },
        {
          weight: 4,
          arbitrary: fc
            .tuple(fc.constantFrom(...STRING_OPERATORS), fc.constantFrom(...texts))
            .map(([op, text]) => `${name} ${op} ${JSON.stringify(text)}`),
        },
      );
  }
}
