import { startsWith } from './comparison-sql.js';
import type { Database } from '../database/database.js';
import { compareIndexed } from '../resources/index-key.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';

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
}

export interface DirectoryPage {
  readonly rows: readonly DirectoryRow[];
  readonly next: DirectoryPosition | null;
}

type KeyedRow = DirectoryRow & { readonly sortKey: string; readonly tie: string };

/** One index that a search reads, in its order. */
interface Order {
  /** The alias of the table with the index. */
  readonly table: 'r' | 'v';
  readonly key: Sql;
  /** The column that follows the key in the index. */
  readonly tie: Sql;
  readonly from: Sql;
  /** The condition that the key begins with the prefix. */
  readonly begins: Sql;
  /** Excludes resources that earlier orders have found. */
  readonly alsoWhere: Sql;
}

const COLUMNS = trusted('r.id, r.document, r.created_at AS createdAt, r.modified_at AS modifiedAt');

const EMAILS = 'emails.value';

/**
 * Finds users and groups of one tenant by prefix, for the console. A page reads as many index rows as it shows,
 * whatever the size of the directory. Made for one tenant, like `ResourceRepository`.
 */
export class DirectorySearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /**
   * Users whose `userName` begins with `prefix`, then those whose `displayName` does, then those with an e-mail address
   * that does; each user once.
   * @param prefix in the form of comparison keys; empty for all users, by `userName`
   */
  users(prefix: string, from: DirectoryPosition | null, limit: number): Promise<DirectoryPage> {
    const { dialect } = this.database;
    const begins = (alias: string): Sql =>
      compareIndexed(
        { key: trusted(`${alias}.value_key`), text: trusted(`${alias}.value_text`) },
        'sw',
        prefix,
        dialect,
      );
    const byName = startsWith(trusted('r.user_name_key'), prefix);
    const byDisplay = this.byDisplayName(prefix);
    const notByDisplay = sql`(r.display_name_key IS NULL OR NOT (${byDisplay}))`;
    const orders: Order[] = [
      {
        table: 'r',
        key: trusted('r.user_name_key'),
        tie: trusted('r.id'),
        from: trusted('users r'),
        begins: byName,
        alsoWhere: TRUE,
      },
      {
        table: 'r',
        key: trusted('r.display_name_key'),
        tie: trusted('r.id'),
        from: trusted('users r'),
        begins: byDisplay,
        alsoWhere: sql`NOT (${byName})`,
      },
      {
        table: 'v',
        key: trusted('v.value_key'),
        tie: trusted('v.resource_id'),
        from: trusted(`attribute_values v ${dialect.byIndex('ix_attribute_values_value')}
          ${dialect.joinInOrder} users r ON r.tenant_id = v.tenant_id AND r.id = v.resource_id`),
        begins: begins('v'),
        alsoWhere: sql`v.path = ${EMAILS} AND NOT (${byName}) AND ${notByDisplay} AND NOT EXISTS (
          SELECT 1 FROM attribute_values w WHERE w.tenant_id = v.tenant_id AND w.resource_id = v.resource_id
            AND w.path = v.path AND ${begins('w')}
            AND (w.value_key < v.value_key OR (w.value_key = v.value_key AND w.element < v.element)))`,
      },
    ];
    return this.page(prefix === '' ? orders.slice(0, 1) : orders, from, limit);
  }

  /** Groups whose `displayName` begins with `prefix`, ordered by it. */
  groups(prefix: string, from: DirectoryPosition | null, limit: number): Promise<DirectoryPage> {
    const order: Order = {
      table: 'r',
      key: trusted('r.display_name_key'),
      tie: trusted('r.external_id_or_none'),
      from: trusted('`groups` r'),
      begins: this.byDisplayName(prefix),
      alsoWhere: TRUE,
    };
    return this.page([order], from, limit);
  }

  private byDisplayName(prefix: string): Sql {
    const columns = { key: trusted('r.display_name_key'), text: trusted('r.display_name_text') };
    return compareIndexed(columns, 'sw', prefix, this.database.dialect);
  }

  /** Members of a group after a given id, ordered by id. */
  async members(groupId: string, after: string, limit: number): Promise<DirectoryMember[]> {
    return this.database.rows<DirectoryMember>(
      `SELECT m.member_id AS id, m.member_type AS type, COALESCE(u.user_name, g.display_name, '') AS name
       FROM group_members m
         LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.member_id
         LEFT JOIN \`groups\` g ON g.tenant_id = m.tenant_id AND g.id = m.member_id
       WHERE m.tenant_id = ? AND m.group_id = ? AND m.member_id > ? ORDER BY m.member_id LIMIT ${limit}`,
      [this.tenantId, groupId, after],
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

  private async page(
    orders: readonly Order[],
    from: DirectoryPosition | null,
    limit: number,
  ): Promise<DirectoryPage> {
    const found: { readonly row: KeyedRow; readonly order: number }[] = [];
    for (let order = from?.order ?? 0; order < orders.length && found.length <= limit; order++) {
      const behind = from?.order === order ? from : null;
      const rows = await this.read(orders[order], behind, limit + 1 - found.length);
      found.push(...rows.map((row) => ({ row, order })));
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next =
      found.length > limit && last !== undefined
        ? { order: last.order, key: last.row.sortKey, tie: last.row.tie }
        : null;
    return { rows: page.map(({ row }) => row), next };
  }

  private read(
    order: Order | undefined,
    behind: DirectoryPosition | null,
    limit: number,
  ): Promise<KeyedRow[]> {
    if (order === undefined) return Promise.resolve([]);
    const { table, key, tie, from, begins, alsoWhere } = order;
    const tenant = sql`${trusted(table)}.tenant_id = ${this.tenantId}`;
    const position =
      behind === null
        ? begins
        : sql`${begins} AND ${key} >= ${behind.key} AND (${key} > ${behind.key} OR ${tie} > ${behind.tie})`;
    const { text, params } = sql`SELECT ${COLUMNS}, ${key} AS sortKey, ${tie} AS tie FROM ${from}
      WHERE ${tenant} AND ${position} AND ${alsoWhere} ORDER BY ${key}, ${tie} LIMIT ${trusted(String(limit))}`;
    return this.database.rows<KeyedRow>(text, params);
  }
}
