import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterChange, type Membership, type MembershipChange } from './membership.js';
import { mergeChanges } from './membership-changes.js';
import { resultOf } from './patch/interruptible.js';
import { parsePatch } from './patch/operations.js';
import { groupType } from './resource-type.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });

const [groups] = resultOf(
  parsePatch(
    { schemas: [PATCH], Operations: [{ op: 'remove', path: 'members[type eq "Group"]' }] },
    groupType,
  ),
);
if (groups?.kind !== 'membership') throw new Error('no change of members');

const change: fc.Arbitrary<MembershipChange> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), ids }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('remove' as const), ids }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), ids }) },
  { weight: 1, arbitrary: fc.constant(groups.change) },
);
const sequence = fc
  .array(change, { maxLength: 12 })
  .map((changes) => changes.map((each, index) => ({ ...each, place: `Operations[${index}]` })));

/** `c` and `d` are groups. */
const member = (id: string): Membership => ({ value: id, type: /[cd]/.test(id) ? 'Group' : 'User' });

const after = (start: readonly string[], changes: readonly MembershipChange[]) =>
  changes.reduce<string[]>((members, each) => afterChange(members.map(member), each), [...start]).sort();

const added = (changes: readonly MembershipChange[]) =>
  changes.flatMap((each) => (each.kind === 'add' || each.kind === 'set' ? each.ids : []));

describe('changes that are joined', () => {
  it('have the same outcome, whatever the group held', () => {
    fc.assert(
      fc.property(ids, sequence, (start, changes) => {
        expect(after(start, mergeChanges(changes))).toEqual(after(start, changes));
      }),
    );
  });

  it('add every id that any operation adds, even one removed later: each must exist', () => {
    fc.assert(
      fc.property(sequence, (changes) => {
        expect(new Set(added(mergeChanges(changes)))).toEqual(new Set(added(changes)));
      }),
    );
  });

  it('tell the operation that first added an id', () => {
    fc.assert(
      fc.property(sequence, (changes) => {
        for (const joined of mergeChanges(changes)) {
          for (const [id, place] of joined.places ?? []) {
            const first = changes.find((each) => added([each]).includes(id));
            // An operation that selects by a filter starts a new run.
            if (changes.every(({ kind }) => kind !== 'removeWhere')) expect(place).toBe(first?.place);
          }
        }
      }),
    );
  });

  it('are at most two between operations that select by a filter', () => {
    fc.assert(
      fc.property(sequence, (changes) => {
        const filtered = changes.filter(({ kind }) => kind === 'removeWhere').length;
        const joined = mergeChanges(changes);
        expect(joined.length).toBeLessThanOrEqual(2 + 3 * filtered);
        expect(joined.filter(({ kind }) => kind === 'removeWhere')).toHaveLength(filtered);
      }),
    );
  });

  it('are the change itself where there is but one', () => {
    const changes = [{ kind: 'remove', ids: ['a'] }] as const;
    expect(mergeChanges(changes)).toBe(changes);
  });
});
