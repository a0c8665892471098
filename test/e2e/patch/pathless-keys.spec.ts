import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { onEveryDatabase } from '../../support/databases.js';
import { directoryState, expectNothingApplied, without, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Operations without a path, whose value is an object of attributes (RFC 7644 section 3.5.2). Entra with
 * `aadOptscim062020` and others write whole PATCH paths as its keys: dotted, filtered, with the URN before
 * them; some nest the attributes below the URN.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 */

const MANAGER = 'u-77';

/** What is written, what comes of it in a user who had none of these, and a filter that then finds the user. */
const KEYS: [string, Record<string, unknown>, Record<string, unknown>, string][] = [
  ['a name', { displayName: 'Eva' }, { displayName: 'Eva' }, 'displayName eq "Eva"'],
  ['a name in capitals', { DISPLAYNAME: 'Eva C' }, { displayName: 'Eva C' }, 'displayName eq "Eva C"'],
  ['a dotted name', { 'name.givenName': 'Eva' }, { name: { givenName: 'Eva' } }, 'name.givenName eq "Eva"'],
  [
    'several dotted names',
    { 'name.givenName': 'Eva', 'NAME.familyName': 'Bos' },
    { name: { givenName: 'Eva', familyName: 'Bos' } },
    'name.familyName eq "Bos"',
  ],
  [
    'an object',
    { name: { givenName: 'Eva', familyName: 'Bos' } },
    { name: { givenName: 'Eva', familyName: 'Bos' } },
    'name.givenName eq "Eva"',
  ],
  ['the core URN', { [`${USER}:title`]: 'Lead' }, { title: 'Lead' }, 'title eq "Lead"'],
  [
    'the core URN and a dotted name',
    { [`${USER}:name.givenName`]: 'Eva' },
    { name: { givenName: 'Eva' } },
    `${USER}:name.givenName eq "Eva"`,
  ],
  [
    'the core URN and a filter',
    { [`${USER}:emails[type eq "work"].value`]: 'eva@x.example' },
    { emails: [{ type: 'work', value: 'eva@x.example' }] },
    'emails[type eq "work"].value eq "eva@x.example"',
  ],
  [
    'a filter',
    { 'emails[type eq "work"].value': 'eva@x.example' },
    { emails: [{ type: 'work', value: 'eva@x.example' }] },
    'emails.value eq "eva@x.example"',
  ],
  [
    'filters of one element',
    {
      'addresses[type eq "work"].streetAddress': 'Kaai 9',
      'addresses[type eq "work"].locality': 'Lier',
      'ADDRESSES[Type EQ "work"].Country': 'BE',
    },
    { addresses: [{ type: 'work', streetAddress: 'Kaai 9', locality: 'Lier', country: 'BE' }] },
    'addresses[type eq "work" and locality eq "Lier"]',
  ],
  [
    'filters of two elements',
    { 'phoneNumbers[type eq "work"].value': '+1', 'phoneNumbers[type eq "mobile"].value': '+2' },
    {
      phoneNumbers: [
        { type: 'work', value: '+1' },
        { type: 'mobile', value: '+2' },
      ],
    },
    'phoneNumbers[type eq "mobile" and value eq "+2"]',
  ],
  [
    'a filter with a boolean as text',
    { 'roles[primary eq "True"].value': 'Editor' },
    { roles: [{ primary: true, value: 'Editor' }] },
    'roles[primary eq true].value eq "Editor"',
  ],
  [
    'an extension attribute',
    { [`${ENTERPRISE}:department`]: 'Sales' },
    { [ENTERPRISE]: { department: 'Sales' } },
    `${ENTERPRISE}:department eq "Sales"`,
  ],
  [
    'an extension attribute with the URN in capitals',
    { [`${ENTERPRISE.toUpperCase()}:Department`]: 'Sales' },
    { [ENTERPRISE]: { department: 'Sales' } },
    `${ENTERPRISE}:department eq "sales"`,
  ],
  ...[MANAGER, { value: MANAGER }, [{ value: MANAGER }], [{ $ref: null, value: MANAGER }]].map(
    (value): (typeof KEYS)[number] => [
      `the manager as ${JSON.stringify(value)}`,
      { [`${ENTERPRISE}:manager`]: value },
      { [ENTERPRISE]: { manager: { value: MANAGER } } },
      `${ENTERPRISE}:manager eq "${MANAGER}"`,
    ],
  ),
  [
    'the manager’s value',
    { [`${ENTERPRISE}:manager.value`]: MANAGER },
    { [ENTERPRISE]: { manager: { value: MANAGER } } },
    `${ENTERPRISE}:manager.value eq "${MANAGER}"`,
  ],
  [
    'attributes below the extension’s URN',
    { [ENTERPRISE]: { department: 'Sales', employeeNumber: 'E-9', manager: MANAGER } },
    { [ENTERPRISE]: { department: 'Sales', employeeNumber: 'E-9', manager: { value: MANAGER } } },
    `${ENTERPRISE}:employeeNumber eq "E-9"`,
  ],
  [
    'attributes below the core URN',
    { [USER]: { title: 'Lead', name: { givenName: 'Eva' } } },
    { title: 'Lead', name: { givenName: 'Eva' } },
    'title eq "Lead" and name.givenName eq "Eva"',
  ],
  [
    'below the URN and with it, in one value',
    { [ENTERPRISE]: { department: 'Sales' }, [`${ENTERPRISE}:costCenter`]: '70', title: 'Lead' },
    { [ENTERPRISE]: { department: 'Sales', costCenter: '70' }, title: 'Lead' },
    `${ENTERPRISE}:costCenter eq "70"`,
  ],
  [
    'what no schema has, between what one has',
    {
      companyName: 'Fabrikam',
      title: 'Lead',
      [`${ENTERPRISE}:grade`]: 7,
      'urn:example:unheard:of:1': { a: 1 },
    },
    { title: 'Lead' },
    'title eq "Lead"',
  ],
  [
    'what only the service writes',
    {
      id: 'mine',
      schemas: [USER],
      meta: { version: 'W/"9"', resourceType: 'Group' },
      groups: [],
      title: 'Lead',
    },
    { title: 'Lead' },
    'title eq "Lead"',
  ],
  ['active as text', { active: 'False' }, { active: false }, 'active eq false'],
];

onEveryDatabase('PATCH without a path', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  describe.each(['add', 'replace', 'Add', 'Replace'])('%s', (op) => {
    it.each(KEYS)('%s', async (_, value, expected, filter) => {
      const user = await tenant.createUser();
      const bystander = await tenant.createUser();

      const answer = await tenant.patch(`/Users/${user.id}`, [{ op, value }]);

      const schemas = ENTERPRISE in expected ? [USER, ENTERPRISE] : [USER];
      expect([answer.status, writtenOf(answer.body)]).toEqual([
        200,
        { ...writtenOf(user), ...expected, schemas },
      ]);
      expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(answer.body);
      expect((await tenant.find('/Users', filter)).body.Resources).toEqual([answer.body]);
      expect((await tenant.get(`/Users/${bystander.id}`)).body).toEqual(bystander);
    });
  });

  it('a value written as its path sets what the same path sets', async () => {
    const paths = {
      displayName: 'Eva Bos',
      'name.familyName': 'Bos',
      [`${USER}:title`]: 'Lead',
      'emails[type eq "work"].value': 'eva@x.example',
      'phoneNumbers[type eq "fax"].value': '+3',
      'addresses[type eq "work"].country': 'NL',
      [`${ENTERPRISE}:department`]: 'Sales',
      [`${ENTERPRISE}:manager`]: MANAGER,
    };
    const [{ body: byKeys }, { body: byPaths }] = [
      await tenant.post('/Users', entraUser()),
      await tenant.post('/Users', entraUser()),
    ];

    const keys = await tenant.patch(`/Users/${byKeys.id}`, [{ op: 'replace', value: paths }]);
    const operations = Object.entries(paths).map(([path, value]) => ({ op: 'Replace', path, value }));
    const separate = await tenant.patch(`/Users/${byPaths.id}`, operations);

    const same = (body: object) => without(writtenOf(body), 'id', 'userName', 'externalId');
    expect([keys.status, separate.status]).toEqual([200, 200]);
    expect(same(keys.body)).toEqual(same(separate.body));
    expect(keys.body).toMatchObject({ title: 'Lead', displayName: 'Eva Bos' });
  });

  it('null and "" clear what a key names, and nothing beside it', async () => {
    for (const nothing of [null, '']) {
      const { body: user } = await tenant.post('/Users', entraUser());
      const answer = await tenant.patch(`/Users/${user.id}`, [
        {
          op: 'replace',
          value: {
            title: nothing,
            'name.formatted': nothing,
            'phoneNumbers[type eq "mobile"].value': nothing,
            [`${ENTERPRISE}:manager`]: nothing,
          },
        },
      ]);

      expect([answer.status, writtenOf(answer.body)]).toEqual([
        200,
        {
          ...without(writtenOf(user), 'title'),
          name: { givenName: 'Lena', familyName: 'Vos' },
          phoneNumbers: [{ type: 'work', value: '+32 9 000 00 01' }],
          [ENTERPRISE]: { employeeNumber: 'E-113', department: 'Events' },
        },
      ]);
      expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(answer.body);
    }
  });

  it.each([
    ['a filter without an end', { title: 'x', 'emails[type eq "work".value': 'e@x' }, 'invalidPath'],
    ['a value of the wrong type', { title: 'x', displayName: { a: 1 } }, 'invalidValue'],
    ['a boolean that is none', { title: 'x', active: 'perhaps' }, 'invalidValue'],
    ['a required attribute cleared', { title: 'x', userName: '' }, 'invalidValue'],
    ['a name that is too long', { title: 'x', userName: 'u'.repeat(256) }, 'invalidValue'],
    ['no object', 'title', 'invalidValue'],
  ])('%s refuses the whole request', async (_, value, scimType) => {
    const { body: user } = await tenant.post('/Users', entraUser());

    const answer = () =>
      tenant.patch(`/Users/${user.id}`, [
        { op: 'replace', value: { displayName: 'first' } },
        { op: 'replace', value },
      ]);

    await expectNothingApplied(tenant, { status: 400, scimType }, answer);
  });

  describe('of a group', () => {
    const withMembers = async () => {
      const members = [await tenant.createUser(), await tenant.createUser()];
      const value = members.map(({ id }) => ({ value: id }));
      return { members, group: await tenant.createGroup({ externalId: 'old', members: value }) };
    };
    const shown = async (id: string) => {
      const group = writtenOf((await tenant.get(`/Groups/${id}`)).body);
      return { ...group, members: await tenant.memberIds(id) };
    };

    // Okta sends id and displayName with each change of members, Entra and others the whole without members.
    it.each([
      ['its own id', (group: any) => group.id],
      ['the id of another', () => randomUUID()],
      ['no text', () => 17],
      ['null', () => null],
    ])('a whole group without members keeps them; the id, %s, is ignored', async (_, idOf) => {
      const { members, group } = await withMembers();
      const displayName = `New ${randomUUID()}`;

      const answer = await tenant.patch(`/Groups/${group.id}`, [
        { op: 'replace', value: { schemas: [GROUP], id: idOf(group), displayName, externalId: 'new' } },
      ]);

      expect(answer.status).toBe(204);
      expect(await shown(group.id)).toEqual({
        schemas: [GROUP],
        id: group.id,
        displayName,
        externalId: 'new',
        members: members.map(({ id }) => id).sort(),
      });
      expect((await tenant.find('/Groups', `displayName eq "${displayName}"`)).body.totalResults).toBe(1);
      expect((await tenant.find('/Groups', `displayName eq "${group.displayName}"`)).body.totalResults).toBe(
        0,
      );
    });

    it('members in the value are set by replace and added by add', async () => {
      const { members, group } = await withMembers();
      const [first, second] = members;
      const third = await tenant.createUser();
      const send = async (op: string, ...ids: string[]) => {
        const value = {
          id: group.id,
          displayName: group.displayName,
          members: ids.map((id) => ({ value: id })),
        };
        expect((await tenant.patch(`/Groups/${group.id}`, [{ op, value }])).status).toBe(204);
        return tenant.memberIds(group.id);
      };

      expect(await send('add', third.id)).toEqual([first.id, second.id, third.id].sort());
      expect(await send('replace', third.id)).toEqual([third.id]);
      expect(await send('Add', third.id, first.id)).toEqual([first.id, third.id].sort());
      expect(await send('Replace')).toEqual([]);
    });

    it('the core URN before a key, and keys in any letter case', async () => {
      const { members, group } = await withMembers();

      const answer = await tenant.patch(`/Groups/${group.id}`, [
        { op: 'replace', value: { [`${GROUP}:DisplayName`]: 'Urn', [`${GROUP}:externalId`]: 'E', ID: 'x' } },
      ]);

      expect(answer.status).toBe(204);
      expect(await shown(group.id)).toMatchObject({ displayName: 'Urn', externalId: 'E', id: group.id });
      expect(await tenant.memberIds(group.id)).toEqual(members.map(({ id }) => id).sort());
    });

    it('a taken name or an unknown member refuses all of it', async () => {
      const { group } = await withMembers();
      const other = await tenant.createGroup();
      const send = (value: object) => () =>
        tenant.patch(`/Groups/${group.id}`, [{ op: 'replace', value: { externalId: 'new', ...value } }]);

      await expectNothingApplied(
        tenant,
        { status: 409, scimType: 'uniqueness', detail: /displayName/ },
        send({ displayName: other.displayName.toUpperCase(), members: [] }),
      );
      const stranger = randomUUID();
      await expectNothingApplied(
        tenant,
        { status: 400, scimType: 'invalidValue', detail: new RegExp(stranger) },
        send({ displayName: 'fine', members: [{ value: stranger }] }),
      );
      const before = await directoryState(tenant);
      expect((await send({ externalId: 'old', displayName: group.displayName })()).status).toBe(204);
      expect(await directoryState(tenant)).toEqual(before);
    });
  });
});
