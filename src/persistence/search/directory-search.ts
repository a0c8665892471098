import { ScimError } from '../../scim/errors.js';
import { TookTooLong, type Database } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';
import type { GroupMember } from '../members/group-member.entity.js';
import { BY_MEMBER } from '../resources/storage-map.js';
import { compareIndexed } from '../resources/index-key.js';
import { sizeOf } from '../resources/resource-counts.js';
import { groupOrders, userOrders, type Order, type UserState } from './directory-orders.js';
import { FEW_ROWS, MOST_ROWS } from './search-cost.js';

/**
 * The position at which a page begins: after a resource, in one of the index orders that a search goes through, such as
 * `{ order: 0, key: 'anna@example.com', tie: '0198…' }`.
 */
export interface DirectoryPosition {
  readonly order: number;
  readonly key: string;
  /** The second sort key, among rows with the same `key`. */
  readonly tie: string;
}

/** A user or group as lists show it. */
export interface DirectoryRow {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface DirectoryMember {
  readonly id: string;
  readonly type: 'User' | 'Group';
  /** `userName` of a user, `displayName` of a group. */
  readonly name: string;
  readonly displayName: string | null;
  /** Since when, in milliseconds since 1970; null when it is not known. */
  readonly addedAt: number | null;
}

export interface DirectoryPage {
  readonly rows: readonly DirectoryRow[];
  readonly next: DirectoryPosition | null;
  /** Whether the text was not looked for in the middle of names, since the directory is too large for that. */
  readonly isPartial: boolean;
}

/** What to find: a text in the forms of comparison keys with and without regard to letter case. */
export interface DirectoryText {
  readonly folded: string;
  readonly exact: string;
}

type KeyedRow = DirectoryRow & { readonly sortKey: string; readonly tie: string };

const COLUMNS = trusted('r.id, r.document, r.created_at AS createdAt, r.modified_at AS modifiedAt');

/**
 * Finds users and groups of one tenant for the console. What begins with the text is found first, with as many index
 * rows as a page shows, whatever the size of the directory. Made for one tenant, like `ResourceRepository`.
 */
export class DirectorySearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /** A page of `userOrders`. */
  users(
    { folded, exact }: DirectoryText,
    state: UserState | null,
    from: DirectoryPosition | null,
    limit: number,
  ): Promise<DirectoryPage> {
    return this.page('users', userOrders(folded, exact, state, this.database.dialect), from, limit);
  }

  /** A page of `groupOrders`. */
  groups(
    { folded, exact }: DirectoryText,
    from: DirectoryPosition | null,
    limit: number,
  ): Promise<DirectoryPage> {
    return this.page('groups', groupOrders(folded, exact, this.database.dialect), from, limit);
  }

  /**
   * Members of a group after a given id, ordered by id.
   * @param folded what the names of the members contain, in the form of comparison keys
   * @param ofMany whether the group has many members
   * @throws ScimError tooMany when the group is too large to be searched
   */
  async members(
    groupId: string,
    folded: string,
    after: string,
    limit: number,
    ofMany: boolean,
  ): Promise<DirectoryMember[]> {
    const { text, params } =
      sql`${trusted(this.database.dialect.selectInTime)} m.member_id AS id, m.member_type AS type,
        COALESCE(u.user_name, g.display_name, '') AS name, u.document->>'$.displayName' AS displayName,
        m.added_at AS addedAt
      FROM group_members m
        LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.member_id
        LEFT JOIN ${trusted('`groups`')} g ON g.tenant_id = m.tenant_id AND g.id = m.member_id
      WHERE m.tenant_id = ${this.tenantId} AND m.group_id = ${groupId} AND m.member_id > ${after}
        AND (${folded === '' ? TRUE : this.isNamed(folded)})
      ORDER BY m.member_id LIMIT ${trusted(String(limit))}`;
    try {
      return await (folded !== '' && ofMany
        ? this.database.search<DirectoryMember>(this.tenantId, text, params)
        : this.database.rows<DirectoryMember>(text, params));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      throw ScimError.tooCostly(
        'The group has too many members to be searched: search the users, and see their groups',
      );
    }
  }

  /** Since when a user or group is in each group that it is a direct member of. */
  groupsOf(memberId: string): Promise<Pick<GroupMember, 'groupId' | 'addedAt'>[]> {
    return this.database.rows(
      `SELECT group_id AS groupId, added_at AS addedAt FROM group_members ${this.database.dialect.byIndex(BY_MEMBER)}
       WHERE tenant_id = ? AND member_id = ? ORDER BY group_id`,
      [this.tenantId, memberId],
    );
  }

  /** The number of members of a group; `null` when the tenant has no group of that id. */
  async countMembers(groupId: string): Promise<number | null> {
    const [row] = await this.database.rows<{ members: number }>(
      `SELECT (SELECT COUNT(*) FROM group_members m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS members
       FROM \`groups\` g WHERE g.tenant_id = ? AND g.id = ?`,
      [this.tenantId, groupId],
    );
    return row === undefined ? null : Number(row.members);
  }

  private isNamed(folded: string): Sql {
    const { dialect } = this.database;
    return sql`${isUserNamed(folded, dialect)} OR (${hasDisplayName('g', folded, dialect)})`;
  }

  private async page(
    table: 'users' | 'groups',
    orders: readonly Order[],
    from: DirectoryPosition | null,
    limit: number,
  ): Promise<DirectoryPage> {
    const found: { readonly row: KeyedRow; readonly order: number }[] = [];
    let isPartial = false;
    for (let order = from?.order ?? 0; order < orders.length && found.length <= limit; order++) {
      const behind = from?.order === order ? from : null;
      const rows = await this.read(table, orders[order], behind, limit + 1 - found.length);
      if (rows === null) isPartial = true;
      else found.push(...rows.map((row) => ({ row, order })));
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next =
      found.length > limit && last !== undefined
        ? { order: last.order, key: last.row.sortKey, tie: last.row.tie }
        : null;
    return { rows: page.map(({ row }) => row), next, isPartial };
  }

  /** @returns `null` when too many rows would have to be examined */
  private async read(
    table: 'users' | 'groups',
    order: Order | undefined,
    behind: DirectoryPosition | null,
    limit: number,
  ): Promise<KeyedRow[] | null> {
    if (order === undefined) return [];
    const { key, tie, from, where, isLong } = order;
    const tenant = sql`${trusted(order.table)}.tenant_id = ${this.tenantId}`;
    const position =
      behind === null
        ? TRUE
        : sql`${key} >= ${behind.key} AND (${key} > ${behind.key} OR ${tie} > ${behind.tie})`;
    const { text, params } =
      sql`${trusted(this.database.dialect.selectInTime)} ${COLUMNS}, ${key} AS sortKey, ${tie} AS tie
      FROM ${from} WHERE ${tenant} AND ${where} AND ${position} ORDER BY ${key}, ${tie} LIMIT ${trusted(String(limit))}`;
    if (!isLong) return this.database.rows<KeyedRow>(text, params);
    const size = (await sizeOf(this.database, this.tenantId))[table];
    if (size <= FEW_ROWS) return this.database.rows<KeyedRow>(text, params);
    if (size > MOST_ROWS) return null;
    try {
      return await this.database.search<KeyedRow>(this.tenantId, text, params);
    } catch (error) {
      if (error instanceof TookTooLong) return null;
      throw error;
    }
  }
}

/** Whether the user name or the display name of the user in row `u` contains a text in the form of comparison keys. */
export function isUserNamed(folded: string, dialect: Dialect): Sql {
  const userName = compareIndexed({ key: trusted('u.user_name_key'), text: null }, 'co', folded, dialect);
  return sql`(${userName}) OR (${hasDisplayName('u', folded, dialect)})`;
}

function hasDisplayName(row: 'u' | 'g', folded: string, dialect: Dialect): Sql {
  const columns = { key: trusted(`${row}.display_name_key`), text: trusted(`${row}.display_name_text`) };
  return compareIndexed(columns, 'co', folded, dialect);
}
