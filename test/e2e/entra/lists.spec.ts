import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * E-mail addresses, phone numbers, addresses and roles: Entra writes into the element of a type whether it is
 * there or not. https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes
 */

const ADDRESS = {
  'addresses[type eq "work"].formatted': 'Kaai 4, 9000 Gent',
  'addresses[type eq "work"].streetAddress': 'Kaai 4',
  'addresses[type eq "work"].locality': 'Gent',
  'addresses[type eq "work"].region': 'OV',
  'addresses[type eq "work"].postalCode': '9000',
  'addresses[type eq "work"].country': 'BE',
};
const PHONES = {
  'phoneNumbers[type eq "work"].value': '+32 1',
  'phoneNumbers[type eq "mobile"].value': '+32 2',
  'phoneNumbers[type eq "fax"].value': '+32 3',
};
onEveryDatabase('Entra: lists of values', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  /** PATCHes a new user and gives the user as read back, which must be what PATCH answered. */
  async function patched(attributes: Record<string, unknown>, operations: unknown[]): Promise<any> {
    const { id } = await tenant.createUser(attributes);
    const answer = await tenant.patch(`/Users/${id}`, operations);
    expect([answer.status, answer.body.status]).toEqual([200, undefined]);
    expect((await tenant.get(`/Users/${id}`)).body).toEqual(answer.body);
    return answer.body;
  }

  inBothGrammars((grammar) => {
    describe.each(['add', 'replace'] as const)('%s', (verb) => {
      // https://github.com/thomaspoignant/scim-patch/issues/176, https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/73
      it('makes the element that the filter describes', async () => {
        const { phoneNumbers } = await patched({}, grammar.set(verb, PHONES));

        expect(phoneNumbers).toEqual([
          { type: 'work', value: '+32 1' },
          { type: 'mobile', value: '+32 2' },
          { type: 'fax', value: '+32 3' },
        ]);
      });

      // https://github.com/simpleidserver/SimpleIdServer/issues/808
      it('several operations of a request land in one element', async () => {
        const { addresses } = await patched({}, grammar.set(verb, ADDRESS));

        expect(addresses).toEqual([
          {
            type: 'work',
            formatted: 'Kaai 4, 9000 Gent',
            streetAddress: 'Kaai 4',
            locality: 'Gent',
            region: 'OV',
            postalCode: '9000',
            country: 'BE',
          },
        ]);
      });

      it('writes into the element that is there and leaves its other parts and the other elements', async () => {
        const emails = [
          { type: 'home', value: 'h@x.example', display: 'Home' },
          { type: 'work', value: 'old@x.example', display: 'Work', primary: true },
        ];

        const after = await patched(
          { emails },
          grammar.set(verb, { 'emails[type eq "work"].value': 'new@x.example' }),
        );

        expect(after.emails).toEqual([emails[0], { ...emails[1], value: 'new@x.example' }]);
      });

      it('finds the element in any letter case of its type', async () => {
        const after = await patched(
          { emails: [{ type: 'Work', value: 'old@x.example' }] },
          grammar.set(verb, { 'emails[type eq "work"].value': 'new@x.example' }),
        );

        expect(after.emails).toEqual([{ type: 'Work', value: 'new@x.example' }]);
      });

      // The primary of roles is compared with text: customize-application-attributes
      it('a role is addressed by primary eq "True"', async () => {
        const operations = grammar.set(verb, {
          'roles[primary eq "True"].value': 'Editor',
          'roles[primary eq "True"].display': 'The editor',
          'roles[primary eq "True"].type': 'WindowsAzureActiveDirectoryRole',
        });
        const role = {
          primary: true,
          value: 'Editor',
          display: 'The editor',
          type: 'WindowsAzureActiveDirectoryRole',
        };

        expect((await patched({}, operations)).roles).toEqual([role]);
        expect((await patched({ roles: [{ primary: 'True', value: 'Viewer' }] }, operations)).roles).toEqual([
          role,
        ]);
        expect((await patched({ roles: [{ value: 'Viewer' }] }, operations)).roles).toEqual([
          { value: 'Viewer' },
          role,
        ]);
      });
    });
  });

  it.each(['"true"', 'true', 'True', '"True"'])(
    'primary eq %s finds the primary element',
    async (literal) => {
      const emails = [
        { value: 'a@x', primary: false },
        { value: 'b@x', primary: true },
      ];

      const after = await patched({ emails }, [
        { op: 'replace', path: `emails[primary eq ${literal}].value`, value: 'c@x' },
      ]);

      expect(after.emails).toEqual([emails[0], { value: 'c@x', primary: true }]);
    },
  );

  it.each([
    [
      'a filtered name in a merged value',
      { 'emails[type eq "work"].value': 'new@x' },
      [{ type: 'work', value: 'new@x' }],
    ],
    [
      'a list in a merged value',
      { emails: [{ type: 'other', value: 'o@x' }] },
      [{ type: 'other', value: 'o@x' }],
    ],
    [
      'a single element without its list',
      { emails: { type: 'other', value: 'o@x' } },
      [{ type: 'other', value: 'o@x' }],
    ],
    ['an empty object asks for nothing', { emails: {} }, [{ type: 'work', value: 'old@x' }]],
    ['an empty list clears', { emails: [] }, undefined],
    ['null clears', { emails: null }, undefined],
    ['"" clears', { emails: '' }, undefined],
  ])('replace: %s', async (_, value, expected) => {
    const after = await patched({ emails: [{ type: 'work', value: 'old@x' }] }, [{ op: 'replace', value }]);

    expect(after.emails).toEqual(expected);
  });

  it.each([
    ['by filter', { op: 'remove', path: 'emails[type eq "work"]' }],
    ['by filter on the value', { op: 'Remove', path: 'emails[value eq "W@x"]' }],
    ['by a list of values', { op: 'Remove', path: 'emails', value: [{ value: 'w@x' }] }],
    [
      'by a list of values with display',
      { op: 'Remove', path: 'emails', value: [{ value: 'w@x', display: 'other' }] },
    ],
    ['by clearing its value', { op: 'Replace', path: 'emails[type eq "work"].value', value: '' }],
  ])('an element is removed %s; the others stay', async (_, operation) => {
    const home = { type: 'home', value: 'h@x' };

    const after = await patched({ emails: [{ type: 'work', value: 'w@x', primary: true }, home] }, [
      operation,
    ]);

    expect(after.emails).toEqual([home]);
  });

  it('removing what is not there succeeds and keeps the version', async () => {
    const before = await tenant.createUser({ emails: [{ type: 'home', value: 'h@x' }] });

    for (const operation of [
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'Remove', path: 'emails', value: [{ value: 'stranger@x' }] },
      { op: 'Remove', path: 'emails', value: [] },
      { op: 'remove', path: 'phoneNumbers[type eq "fax"].value' },
      { op: 'remove', path: 'title' },
    ]) {
      expect(await tenant.patch(`/Users/${before.id}`, [operation])).toMatchObject({
        status: 200,
        body: before,
      });
    }
  });

  it('a new primary element takes the place of the old one (RFC 7643 section 2.4)', async () => {
    const after = await patched({ emails: [{ type: 'work', value: 'w@x', primary: true }] }, [
      { op: 'Add', path: 'emails', value: [{ type: 'home', value: 'h@x', primary: 'True' }] },
    ]);

    expect(after.emails).toEqual([
      { type: 'work', value: 'w@x', primary: false },
      { type: 'home', value: 'h@x', primary: true },
    ]);
  });

  it('adding an element that is there already does not repeat it', async () => {
    const emails = [{ type: 'work', value: 'w@x' }];

    const after = await patched({ emails }, [
      { op: 'Add', path: 'emails', value: [{ type: 'work', value: 'W@x' }] },
    ]);

    expect(after.emails).toHaveLength(1);
  });
});
