import { ENTERPRISE } from './tenant.js';

export const LONG = 'Lange straat '.repeat(40);

/** Values that are hard to compare: case, accents, wildcards, absence, length, characters beyond the BMP. */
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
  {
    userName: 'long.name@x.example',
    displayName: LONG,
    externalId: LONG,
  },
  { userName: 'longer.name@x.example', displayName: `${LONG}x`, externalId: `${LONG}x` },
  { userName: 'short.name@x.example', displayName: LONG.slice(0, 255), externalId: LONG.slice(0, 190) },
  { userName: 'plain@x.example', displayName: 'axb', title: ' ', [ENTERPRISE]: { costCenter: 'C 1' } },
];

/** Groups with the positions of their members among the users, and of nested groups among the groups before them. */
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
  { displayName: LONG, externalId: `${LONG}1`, members: [0] },
  { displayName: `${LONG}1`, externalId: LONG, members: [0] },
  { displayName: LONG.slice(0, 255), members: [0] },
  { displayName: 'Everything', members: [], groups: [6] },
];
