import type { MembershipChange } from '../../scim/membership.js';
import type { ExpectedChange } from '../database/database.js';
import { deletingBy, type Dialect } from '../database/dialect.js';
import { combineEffects, NO_EFFECT, type MembershipEffect } from './membership-effect.js';
import { couldBeId } from '../database/new-id.js';
import { padKeys, placeholders } from '../database/in-list.js';

/** Maximum number of ids in membership changes that use group commit. */
const FEW = 64;

/** An addition or removal of members by id. */
type PlainChange = Extract<MembershipChange, { kind: 'add' | 'remove' }>;

/** Returns the changes when all are additions or removals by id and small enough for group commit; otherwise null. */
export function fewMembers(changes: readonly MembershipChange[]): readonly PlainChange[] | null {
  const plain: PlainChange[] = [];
  let ids = 0;
  for (const change of changes) {
    if ((change.kind !== 'add' && change.kind !== 'remove') || change.ids.length === 0) return null;
    if (!change.ids.every(couldBeId)) return null;
    plain.push(change);
    ids += change.ids.length;
  }
  return ids > 0 && ids <= FEW ? plain : null;
}

/** The membership changes as `ExpectedChange`s. Users that are locked are not matched. */
export function expectedChanges(
  changes: readonly PlainChange[],
  dialect: Dialect,
  tenantId: string,
  groupId: string,
): ExpectedChange[] {
  return changes.map(({ kind, ids }) => {
    const rows = new Set(ids).size;
    const keys = padKeys(ids);
    if (kind === 'remove') {
      const params = [tenantId, groupId, ...keys];
      return { statement: { text: removing(keys.length), params }, rows, recount: null };
    }
    return {
      statement: {
        text: addingUsers(dialect, keys.length) + dialect.withoutWaiting,
        params: [groupId, Date.now(), tenantId, ...keys],
      },
      rows,
      // Fewer rows: some ids are already members, or are not users.
      recount: {
        text: `SELECT COUNT(*) FROM group_members ${dialect.byKey('PRIMARY')} WHERE tenant_id = ? AND group_id = ? AND member_id IN (${placeholders(keys.length)})`,
        params: [tenantId, groupId, ...keys],
      },
    };
  });
}

/** The combined effect of changes, given whether each matched any row. */
export function effectOf(changes: readonly PlainChange[], effects: readonly boolean[]): MembershipEffect {
  return changes
    .filter((_, index) => effects[index])
    .map(({ kind, ids }) => (kind === 'add' ? { added: ids, removed: [] } : { added: [], removed: ids }))
    .reduce(combineEffects, NO_EFFECT);
}

/** SQL that adds those ids that belong to users, and locks these users. Parameters: the group, the time, the tenant, the ids. */
export function addingUsers(dialect: Dialect, ids: number): string {
  return `${dialect.insertIgnore} INTO group_members (tenant_id, group_id, member_id, member_type, added_at)
    SELECT tenant_id, ?, id, 'User', ? FROM users ${dialect.byKey('PRIMARY')}
    WHERE tenant_id = ? AND id IN (${placeholders(ids)})${dialect.forShare}`;
}

/** SQL that removes members. Parameters: the tenant, the group, the ids. */
export function removing(ids: number): string {
  return `${deletingBy('group_members', 'PRIMARY')} WHERE tenant_id = ? AND group_id = ? AND member_id IN (${placeholders(ids)})`;
}
