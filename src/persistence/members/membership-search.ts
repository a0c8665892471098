import type { Database } from '../database/database.js';
import { inChunks } from '../database/id-chunks.js';
import { memberList, parseMemberList, type Member } from './member-list.js';
import { BY_MEMBER } from '../resources/storage-map.js';

export interface MemberRow extends Member {
  readonly groupId: string;
}

export interface MembershipRow {
  readonly memberId: string;
  readonly groupId: string;
  readonly groupName: string;
  /** 0 for a direct membership, 1 for an indirect one. */
  readonly hops: number;
}

const MEMBER_COLUMNS = 'member_id AS memberId, member_type AS memberType';

/** Finds members of groups, and groups of members, in one tenant. */
export class MembershipSearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /**
   * The members of groups, ordered by id.
   * @param limit maximum number of members of all groups together
   * @returns `null` when there are more
   */
  async membersOf(groupIds: readonly string[], limit: number): Promise<MemberRow[] | null> {
    const rows = await inChunks<MemberRow>(
      this.database,
      this.tenantId,
      groupIds,
      (marks) => `SELECT group_id AS groupId, ${MEMBER_COLUMNS} FROM group_members
        WHERE tenant_id = ? AND group_id IN (${marks}) ORDER BY group_id, member_id LIMIT ${limit + 1}`,
    );
    return rows.length > limit ? null : rows;
  }

  /** Like `membersAfter`, in turn with other long answers of the tenant. */
  memberPage(groupId: string, memberId: string, limit: number): Promise<Member[]> {
    return this.database.shares.pages.take(this.tenantId, () => this.membersAfter(groupId, memberId, limit));
  }

  /** A page of a group's members, ordered by id, starting after `memberId`. */
  async membersAfter(groupId: string, memberId: string, limit: number): Promise<Member[]> {
    const { database } = this;
    const where = `tenant_id = ? AND group_id = ? AND member_id > ? ORDER BY member_id LIMIT ${limit}`;
    const params = [this.tenantId, groupId, memberId];
    const list = memberList(database.dialect, where);
    if (list !== null) {
      const [row] = await database.rows<{ members: unknown }>(
        `${database.dialect.selectLists} ${list}`,
        params,
      );
      const members = parseMemberList(row?.members);
      if (members !== null) return members;
    }
    return database.rows<Member>(`SELECT ${MEMBER_COLUMNS} FROM group_members WHERE ${where}`, params);
  }

  /** The `display` of members, by id: the display name, or the userName of a user without one. */
  async namesOf(members: readonly Member[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const [type, table, name] of [
      ['User', 'users', "COALESCE(document->>'$.displayName', user_name)"],
      ['Group', '`groups`', 'display_name'],
    ] as const) {
      const ids = members.filter(({ memberType }) => memberType === type).map(({ memberId }) => memberId);
      const found = await inChunks<{ id: string; name: string }>(
        this.database,
        this.tenantId,
        [...new Set(ids)],
        (marks) =>
          `SELECT id, ${name} AS name FROM ${table} ${this.database.dialect.byKey('PRIMARY')} WHERE tenant_id = ? AND id IN (${marks})`,
      );
      for (const { id, name: text } of found) names.set(id, text);
    }
    return names;
  }

  /**
   * The direct and indirect groups of resources; direct ones first.
   * @param limit maximum number of memberships; null for no limit
   * @returns `null` when there are more
   */
  async groupsOf(memberIds: readonly string[], limit: number | null): Promise<MembershipRow[] | null> {
    const most = limit === null ? '' : ` LIMIT ${limit + 1}`;
    const tooMany = (rows: readonly unknown[]) => limit !== null && rows.length > limit;
    const byMember = this.database.dialect.byIndex(BY_MEMBER);
    const direct = await inChunks<{ memberId: string; groupId: string }>(
      this.database,
      this.tenantId,
      memberIds,
      (marks) => `SELECT member_id AS memberId, group_id AS groupId FROM group_members ${byMember}
        WHERE tenant_id = ? AND member_id IN (${marks}) ORDER BY member_id, group_id${most}`,
    );
    if (tooMany(direct)) return null;
    const groups = await this.groupsNamed([...new Set(direct.map(({ groupId }) => groupId))]);
    const rows: MembershipRow[] = [];
    const nested = new Set<string>();
    for (const { memberId, groupId } of direct) {
      const group = groups.get(groupId);
      // The group was deleted between the two statements.
      if (group === undefined) continue;
      if (group.nested) nested.add(memberId);
      else rows.push({ memberId, groupId, groupName: group.name, hops: 0 });
    }
    if (nested.size === 0) return rows;
    const others = rows.filter(({ memberId }) => !nested.has(memberId));
    const all = [...others, ...(await this.nestedGroupsOf([...nested], most))];
    return tooMany(all) ? null : all;
  }

  /** Groups by id, in a statement of its own: a page of users has far fewer groups than memberships. */
  private async groupsNamed(
    groupIds: readonly string[],
  ): Promise<Map<string, { readonly name: string; readonly nested: boolean }>> {
    const { dialect } = this.database;
    const rows = await inChunks<{ id: string; name: string; nested: unknown }>(
      this.database,
      this.tenantId,
      groupIds,
      (marks) => `SELECT g.id, g.display_name AS name, EXISTS (
          SELECT 1 FROM group_members m ${dialect.byIndex(BY_MEMBER)}
          WHERE m.tenant_id = g.tenant_id AND m.member_id = g.id) AS nested
        FROM \`groups\` g ${dialect.byKey('PRIMARY')} WHERE g.tenant_id = ? AND g.id IN (${marks})`,
    );
    return new Map(rows.map(({ id, name, nested }) => [id, { name, nested: Boolean(Number(nested)) }]));
  }

  private nestedGroupsOf(memberIds: readonly string[], most: string): Promise<MembershipRow[]> {
    return inChunks(
      this.database,
      this.tenantId,
      memberIds,
      // CROSS JOIN fixes SQLite's join order; to MySQL it is an inner join.
      (marks) => `WITH RECURSIVE reached (member_id, group_id, hops) AS (
          SELECT member_id, group_id, 0 FROM group_members WHERE tenant_id = ? AND member_id IN (${marks})
          UNION
          SELECT r.member_id, m.group_id, 1 FROM reached r
            CROSS JOIN group_members m ON m.tenant_id = ? AND m.member_id = r.group_id)
        SELECT r.member_id AS memberId, r.group_id AS groupId, MIN(r.hops) AS hops, g.display_name AS groupName
        FROM reached r CROSS JOIN \`groups\` g ON g.tenant_id = ? AND g.id = r.group_id
        GROUP BY r.member_id, r.group_id, g.display_name ORDER BY r.member_id, MIN(r.hops), r.group_id${most}`,
      [this.tenantId, this.tenantId],
    );
  }
}
