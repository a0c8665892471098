import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeAttributes, type AttributeRow } from '../../fixtures/entra/attribute-tests.js';
import { entraGroup, entraUser } from '../../fixtures/entra/bodies.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * The attributes of InviteDesk's own mapping: each is created, changed in both grammars, cleared and read back
 * exactly, by id and by a filter on it.
 * https://learn.microsoft.com/entra/identity/saas-apps/invitedesk-provisioning-tutorial
 */

const USERS: AttributeRow[] = [
  ['userName', 'Anna.Peeters@fabrikam.example', 'anna.maes@fabrikam.example'],
  ['active', true, false],
  ['emails[type eq "work"].value', 'Anna@fabrikam.example', "anna.o'neil+x@fabrikam.example"],
  ['name.givenName', 'Anna', 'Änne-Marie'],
  ['name.familyName', 'Peeters', "O'Neil (Jr)"],
  ['addresses[type eq "work"].streetAddress', 'Kaai 4', 'Main Street 1\nBox "7"'],
  ['addresses[type eq "work"].locality', 'Gent', "'s-Hertogenbosch"],
  ['addresses[type eq "work"].postalCode', '9000', 'SW1A 1AA'],
  ['addresses[type eq "work"].country', 'BE', 'België'],
  ['phoneNumbers[type eq "work"].value', '+32 9 000 00 01', '(09) 000-00.02 x3'],
  ['phoneNumbers[type eq "mobile"].value', '+32 470 00 00 01', '0032470000002'],
  ['externalId', 'Ext-1', 'ext-2/é'],
  ['preferredLanguage', 'nl-BE', 'zh-Hant-TW'],
];
// Names of Microsoft's gallery validation hold parentheses (AzureAD/SCIMReferenceCode, StandardLogicApp).
const GROUPS: AttributeRow[] = [
  ['displayName', 'Sales EU', 'LACreateGroup-(k3%_) & "co"'],
  ['externalId', 'Grp-1', 'grp-2'],
];

onEveryDatabase('InviteDesk mapping', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  describe('user', () => describeAttributes('/Users', USERS, entraUser, () => tenant));
  describe('group', () => describeAttributes('/Groups', GROUPS, entraGroup, () => tenant));

  inBothGrammars((grammar) => {
    it('group members are added, found and removed', async () => {
      const [first, second] = [await tenant.createUser(), await tenant.createUser()];
      const { id } = await tenant.createGroup();
      const holders = async (user: { id: string }) =>
        (await tenant.find('/Groups', `members eq "${user.id}"`)).body.Resources.map(
          (group: any) => group.id,
        );

      await tenant.patch(`/Groups/${id}`, grammar.addMembers(first.id, second.id));
      expect(await tenant.memberIds(id)).toEqual([first.id, second.id].sort());
      expect(await holders(first)).toEqual([id]);

      await tenant.patch(`/Groups/${id}`, grammar.removeMembers(first.id));
      expect(await tenant.memberIds(id)).toEqual([second.id]);
      expect([await holders(first), await holders(second)]).toEqual([[], [id]]);
    });
  });
});
