import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasEffect } from '../../src/persistence/members/membership-effect.js';
import { MembershipRepository } from '../../src/persistence/members/membership.repository.js';
import { checkElementFilter } from '../../src/scim/filter/check.js';
import { parseFilter } from '../../src/scim/filter/parse.js';
import { afterChange, type Membership, type MembershipChange } from '../../src/scim/membership.js';
import { groupType } from '../../src/scim/resource-type.js';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

const SEQUENCES = 60;

onEveryDatabase('Rows and afterChange() agree on members', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let candidates: Membership[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    candidates = [];
    for (let i = 0; i < 6; i++) candidates.push({ value: (await tenant.createUser()).id, type: 'User' });
    for (let i = 0; i < 2; i++) candidates.push({ value: (await tenant.createGroup()).id, type: 'Group' });
  });
  afterAll(() => service.stop());

  const changes = (): fc.Arbitrary<MembershipChange> => {
    const ids = fc.subarray(candidates.map(({ value }) => value));
    const filters = [
      'type eq "group"',
      'type ne "User"',
      `value eq "${candidates[0]?.value}"`,
      `not (value eq "${candidates[1]?.value}") and type sw "u"`,
      'value pr',
    ];
    return fc.oneof(
      fc
        .tuple(fc.constantFrom('add' as const, 'remove' as const, 'set' as const), ids)
        .map(([kind, some]) => ({ kind, ids: some })),
      fc
        .constantFrom(...filters)
        .map((text) => ({ kind: 'removeWhere' as const, filter: memberFilter(text) })),
    );
  };

  it('after any sequence of changes', async () => {
    const memberships = new MembershipRepository(service.storage, tenant.id);
    await fc.assert(
      fc.asyncProperty(fc.array(changes(), { minLength: 1, maxLength: 6 }), async (sequence) => {
        const { id } = await tenant.createGroup();
        let expected: Membership[] = [];
        for (const change of sequence) {
          const before = expected.map(({ value }) => value).sort();
          const left = new Set(afterChange(expected, change));
          expected = candidates.filter(({ value }) => left.has(value));
          const effect = await service.storage.transaction((tx) => memberships.apply(tx, id, change));
          const ids = expected.map(({ value }) => value).sort();
          expect(await tenant.memberIds(id)).toEqual(ids);
          expect(hasEffect(effect)).toBe(JSON.stringify(ids) !== JSON.stringify(before));
        }
      }),
      { numRuns: SEQUENCES },
    );
  });
});

function memberFilter(text: string) {
  const target = groupType.find('members');
  if (target?.attribute == null) throw new Error('groups have no members');
  return checkElementFilter(parseFilter(text), target);
}
