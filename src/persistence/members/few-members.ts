import type { MembershipChange } from '../../scim/membership.js';
import type { ExpectedChange } from '../database/database.js';
import { deletingBy, type Dialect } from '../database/dialect.js';
import { combineEffects, NO_EFFECT, type MembershipEffect } from './membership-effect.js';
import { couldBeId } from '../database/new-id.js';
import { padKeys, placeholders } from '../database/in-list.js';

/** Most ids in changes that share a transaction with others. */
const FEW = 64;

/** Members added or removed, each named by its id. */
type PlainChange = Extract<MembershipChange, { kind: 'add' | 'remove' }>;

/** The same changes, if they are but a few plain ones; else null. */
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

/** Changes of members as a small change expects them: of users that are not locked. */
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
        text: `${addingUsers(dialect, keys.length)} SKIP LOCKED`,
        params: [groupId, tenantId, ...keys],
      },
      rows,
      // Some are members already, or no users.
      recount: {
        text: `SELECT COUNT(*) FROM group_members ${dialect.byKey('PRIMARY')} WHERE tenant_id = ? AND group_id = ? AND member_id IN (${placeholders(keys.length)})`,
        params: [tenantId, groupId, ...keys],
      },
    };
  });
}

/** What changes came to, each of which had an effect or none. */
export function effectOf(changes: readonly PlainChange[], effects: readonly boolean[]): MembershipEffect {
  return changes
    .filter((_, index) => effects[index])
    .map(({ kind, ids }) => (kind === 'add' ? { added: ids, removed: [] } : { added: [], removed: ids }))
    .reduce(combineEffects, NO_EFFECT);
}

/** Adds those of some ids that are users, and locks them: for a group, a tenant and the ids. */
export function addingUsers(dialect: Dialect, ids: number): string {
  return `${dialect.insertIgnore} INTO group_members (tenant_id, group_id, member_id, member_type)
    SELECT tenant_id, ?, id, 'User' FROM users ${dialect.byKey('PRIMARY')}
    WHERE tenant_id = ? AND id IN (${placeholders(ids)})${dialect.forShare}`;
}

/** Removes members: for a tenant, a group and the ids. */
export function removing(ids: number): string {
  return `${deletingBy('group_members', 'PRIMARY')} WHERE tenant_id = ? AND group_id = ? AND member_id IN (${placeholders(ids)})`;
}
