import { ScimError } from '../../scim/errors.js';
import type { MergedChange } from '../../scim/membership-changes.js';
import { groupType } from '../../scim/resource-type.js';
import { FEWER_CHANGES, membersThat, membersToReplace } from './affected-members.js';
import type { Database, CommitBatch, Statements } from '../database/database.js';
import { deletingBy } from '../database/dialect.js';
import { addingUsers, effectOf, expectedChanges, fewMembers, removing } from './few-members.js';
import { checkNesting } from './group-nesting.js';
import { chunks, inChunks } from '../database/id-chunks.js';
import { combineEffects, hasEffect, NO_EFFECT, type MembershipEffect } from './membership-effect.js';
import { placeholders } from '../database/in-list.js';
import { sql, trusted } from '../database/sql.js';
import { BY_MEMBER } from '../resources/storage-map.js';
import type { KeyedRow } from '../database/batched-reads.js';
import { queryById } from '../resources/resource-by-key.js';
import { WriteBudget } from '../resources/write-budget.js';
import { StoredResource, type ResourceRow } from '../resources/stored-resource.js';

/** The outcome of `applyPlain`. */
export interface PlainOutcome {
  readonly effect: MembershipEffect;
  /** Whether all changes were made; otherwise `apply` must make them. */
  readonly done: boolean;
}

/**
 * Changes the memberships of one tenant. A membership is one row, so the cost of a change depends on its size, not on
 * the group's.
 */
export class MembershipRepository {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /**
   * Applies a change to the members of a group.
   * @throws ScimError invalidValue naming an id that belongs to no user or group of the tenant; tooMany, or 429 in a Bulk
   */
  async apply(
    tx: Statements,
    groupId: string,
    change: MergedChange,
    budget = new WriteBudget(),
  ): Promise<MembershipEffect> {
    switch (change.kind) {
      case 'add':
        budget.change(change.ids.length, FEWER_CHANGES);
        return { added: await this.add(tx, groupId, change.ids, change.places), removed: [] };
      case 'remove':
        budget.change(change.ids.length, FEWER_CHANGES);
        return { added: [], removed: await this.remove(tx, groupId, change.ids) };
      case 'set': {
        const wanted = new Set(change.ids);
        const known = await membersToReplace(tx, this.tenantId, groupId, wanted.size, budget);
        const toAdd = change.ids.filter((id) => !known.has(id));
        const toRemove = [...known].filter((id) => !wanted.has(id));
        budget.change(toAdd.length + toRemove.length, FEWER_CHANGES);
        const added = await this.add(tx, groupId, toAdd, change.places);
        return { added, removed: await this.remove(tx, groupId, toRemove) };
      }
      case 'removeWhere': {
        const ids = await membersThat(
          tx,
          this.database.dialect,
          this.tenantId,
          groupId,
          change.filter,
          budget,
        );
        budget.change(ids.length, FEWER_CHANGES);
        return { added: [], removed: await this.remove(tx, groupId, ids) };
      }
    }
  }

  /**
   * Applies additions of users and removals of members, each named by id, without reading rows first.
   * @returns the effect; not `done` when the numbers of matched rows leave the outcome open. Then `apply` must follow:
   *   applying a change twice has no further effect.
   */
  async applyPlain(
    tx: Statements,
    groupId: string,
    changes: readonly MergedChange[],
    budget: WriteBudget,
  ): Promise<PlainOutcome> {
    let effect = NO_EFFECT;
    for (const change of changes) {
      if (change.kind === 'add' || change.kind === 'remove') budget.change(change.ids.length, FEWER_CHANGES);
      if (change.kind === 'add') {
        const wanted = [...new Set(change.ids)];
        const added = await this.addUsers(tx, groupId, wanted);
        if (added > 0) effect = combineEffects(effect, { added: change.ids, removed: [] });
        // Fewer rows: some ids are already members, or are not users.
        if (added < wanted.length && (await this.countMembers(tx, groupId, wanted)) < wanted.length) {
          return { effect, done: false };
        }
      } else if (change.kind === 'remove') {
        effect = combineEffects(effect, { added: [], removed: await this.remove(tx, groupId, change.ids) });
      } else {
        return { effect, done: false };
      }
    }
    return { effect, done: true };
  }

  /** Adds those ids that belong to users, and locks these users, so that none is deleted before the commit. */
  private async addUsers(tx: Statements, groupId: string, ids: readonly string[]): Promise<number> {
    const { dialect } = this.database;
    let added = 0;
    for (const chunk of chunks(ids)) {
      added += await tx.run(addingUsers(dialect, chunk.length), [
        groupId,
        Date.now(),
        this.tenantId,
        ...chunk,
      ]);
    }
    return added;
  }

  /** The number of given ids, each of them different, that are members of a group. */
  private async countMembers(tx: Statements, groupId: string, ids: readonly string[]): Promise<number> {
    let members = 0;
    for (const chunk of chunks(ids)) {
      const [row] = await tx.rows<{ n: number }>(
        `SELECT COUNT(*) AS n FROM group_members WHERE tenant_id = ? AND member_id IN (${placeholders(chunk.length)}) AND group_id = ?`,
        [this.tenantId, ...chunk, groupId],
      );
      members += Number(row?.n ?? 0);
    }
    return members;
  }

  /**
   * Adds and removes a few members with group commit, and increments the group's version.
   * @param log adds the log entry to the batch; `after` is `before` when nothing changed
   * @returns the group after the change and the result of `log`; null when the change needs a transaction of its own
   */
  async changeFew<T>(
    groupId: string,
    changes: readonly MergedChange[],
    log: (batch: CommitBatch, before: StoredResource, after: StoredResource, members: MembershipEffect) => T,
  ): Promise<{ readonly after: StoredResource; readonly logged: T } | null> {
    const { database, tenantId } = this;
    const few = fewMembers(changes);
    if (few === null) return null;
    return database.groupCommit(tenantId, {
      row: { query: queryById(database, groupType, false), key: groupId },
      sharesRow: true,
      expected: expectedChanges(few, database.dialect, tenantId, groupId),
      work: (row: ResourceRow & KeyedRow, batch, effects) => {
        const before = StoredResource.fromRow(row);
        const members = effectOf(few, effects);
        const after = hasEffect(members) ? before.next(null, Date.now()) : before;
        if (after !== before) this.moveVersion(batch, after);
        const logged = log(batch, before, after, members);
        return {
          result: { after, logged },
          row: { ...row, version: after.version, modified_at: after.modifiedAt },
        };
      },
    });
  }

  /** Stores the new version and modification time of a group whose memberships alone changed. */
  moveVersion(batch: CommitBatch, { id, version, modifiedAt }: StoredResource): void {
    batch.addStatement('UPDATE `groups` SET version = ?, modified_at = ? WHERE tenant_id = ? AND id = ?', [
      version,
      modifiedAt,
      this.tenantId,
      id,
    ]);
  }

  /**
   * Increments the version and sets the modification time of a group that was not read before.
   * @returns the new version; `null` when the tenant has no group of that id
   */
  async moveVersionUnread(tx: Statements, groupId: string, now: number): Promise<number | null> {
    const { dialect } = this.database;
    return tx.next(
      dialect.increment({
        table: trusted('`groups`'),
        column: trusted('version'),
        further: { text: `modified_at = ${dialect.greatest('modified_at', '?')}`, params: [now] },
        where: sql`tenant_id = ${this.tenantId} AND id = ${groupId}`,
      }),
    );
  }

  /** Removes a resource from all its groups and increments the versions of these groups. */
  removeMember(batch: CommitBatch, memberId: string): void {
    const { dialect } = this.database;
    const byMember = trusted(dialect.byIndex(BY_MEMBER));
    const modifiedAt = { text: dialect.greatest('modified_at', '?'), params: [batch.at] };
    const groups = trusted('`groups`');
    batch.addKeyedChange({
      statement: sql`UPDATE ${groups} SET version = version + 1, modified_at = ${modifiedAt} WHERE tenant_id = ${this.tenantId} AND id IN
        (SELECT group_id FROM group_members ${byMember} WHERE tenant_id = ${this.tenantId} AND member_id IN`,
      key: memberId,
      tail: ')',
    });
    batch.addKeyedChange({
      statement: sql`${trusted(deletingBy('group_members', BY_MEMBER))} WHERE tenant_id = ${this.tenantId} AND member_id IN`,
      key: memberId,
    });
  }

  /** Removes all members of a group that is being deleted. */
  removeAll(batch: CommitBatch, groupId: string): void {
    batch.addKeyedChange({
      statement: sql`${trusted(deletingBy('group_members', 'PRIMARY'))} WHERE tenant_id = ${this.tenantId} AND group_id IN`,
      key: groupId,
    });
  }

  /** @returns the ids, if at least one was not yet a member */
  private async add(
    tx: Statements,
    groupId: string,
    ids: readonly string[],
    places: MergedChange['places'],
  ): Promise<readonly string[]> {
    const types = await this.typesOf(tx, ids);
    const missing = ids.find((id) => !types.has(id));
    if (missing !== undefined) {
      const refusal = ScimError.invalidValue(
        `"members": this tenant has no user or group with the id ${JSON.stringify(missing.slice(0, 100))}`,
      );
      ScimError.rethrowAt(refusal, places?.get(missing));
    }
    const groups = ids.filter((id) => types.get(id) === 'Group');
    if (groups.length > 0) {
      await checkNesting(tx, this.database.dialect, this.tenantId, groupId, groups, places);
    }
    const now = Date.now();
    const inserted = await tx.insert({
      into: `${this.database.dialect.insertIgnore} INTO group_members (tenant_id, group_id, member_id, member_type, added_at) VALUES`,
      rows: ids.map((id) => [this.tenantId, groupId, id, types.get(id) ?? 'User', now]),
      tail: '',
    });
    return inserted > 0 ? ids : [];
  }

  /** @returns the ids, if at least one was a member */
  private async remove(tx: Statements, groupId: string, ids: readonly string[]): Promise<readonly string[]> {
    let removed = 0;
    for (const chunk of chunks(ids)) {
      removed += await tx.run(removing(chunk.length), [this.tenantId, groupId, ...chunk]);
    }
    return removed > 0 ? ids : [];
  }

  /** The resource type of each id. Locks the resources, so that none is deleted before the commit. */
  private async typesOf(tx: Statements, ids: readonly string[]): Promise<Map<string, 'User' | 'Group'>> {
    const { dialect } = this.database;
    const types = new Map<string, 'User' | 'Group'>();
    for (const [table, type] of [
      ['users', 'User'],
      ['`groups`', 'Group'],
    ] as const) {
      const unknown = ids.filter((id) => !types.has(id));
      const found = await inChunks<{ id: string }>(
        tx,
        this.tenantId,
        unknown,
        (marks) =>
          `SELECT id FROM ${table} ${dialect.byKey('PRIMARY')} WHERE tenant_id = ? AND id IN (${marks})${dialect.forShare}`,
      );
      for (const { id } of found) types.set(id, type);
    }
    return types;
  }
}
