import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { rowsOf, type Row } from './index-rows.ts';
import { newId } from './new-id.ts';

export interface Reply {
  readonly status: number;
  readonly text?: string;
}

type Resource = Record<string, any>;
interface Stored extends RowDataPacket {
  readonly id: string;
  readonly version: number;
  readonly created_at: number;
  readonly modified_at: number;
  readonly document: string;
}

/** The only tenant of the floor server. */
export const TENANT = 'floorfloor01';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const COLUMNS = 'id, version, created_at, modified_at, document';
const NOT_FOUND: Reply = { status: 404, text: '{"status":"404"}' };
const NO_CONTENT: Reply = { status: 204 };

/** Answers the benchmark's requests, each with the fewest statements that produce a correct answer. */
export class Floor {
  constructor(private readonly pool: Pool) {}

  async answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Resource | null,
    base: string,
  ): Promise<Reply> {
    const [, endpoint, id] = path.split('/');
    if (endpoint === 'Users') {
      if (method === 'POST') return this.createUser(body!, base);
      if (method === 'PATCH') return this.patchUser(id!, body!.Operations, base);
      if (method === 'DELETE') return this.deleteResource('users', id!, ['member_id']);
      return id === undefined ? this.listUsers(query, base) : this.readUser(id, base);
    }
    if (method === 'POST') return this.createGroup(body!, base);
    if (method === 'PATCH') return this.patchMembers(id!, body!.Operations);
    if (method === 'DELETE') return this.deleteResource('`groups`', id!, ['group_id', 'member_id']);
    return id === undefined ? this.findGroup(query, base) : this.readGroup(id, query, base);
  }

  private async createUser(user: Resource, base: string): Promise<Reply> {
    const id = newId();
    const now = Date.now();
    const document = JSON.stringify({ schemas: user.schemas, id, ...user });
    await this.inTransaction(async (connection) => {
      await connection.execute(
        `INSERT INTO users (tenant_id, id, user_name, user_name_key, external_id, display_name_key, active,
           created_at, modified_at, version, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
        [
          TENANT,
          id,
          user.userName,
          user.userName.toLowerCase(),
          user.externalId,
          user.displayName.toLowerCase(),
          user.active ? 1 : 0,
          now,
          now,
          document,
        ],
      );
      await insertRows(connection, id, rowsOf(user));
    });
    return {
      status: 201,
      text: withMeta({ id, version: 1, created_at: now, modified_at: now, document }, 'User', base),
    };
  }

  private async readUser(id: string, base: string): Promise<Reply> {
    const [[row]] = await this.pool.execute<Stored[]>(
      `SELECT ${COLUMNS} FROM users WHERE tenant_id = ? AND id = ?`,
      [TENANT, id],
    );
    if (row === undefined) return NOT_FOUND;
    const groups = await this.groupsOf([id], base);
    return { status: 200, text: withMeta(row, 'User', base, groups.get(id)) };
  }

  private async listUsers(query: URLSearchParams, base: string): Promise<Reply> {
    const value = /^userName eq "(.*)"$/.exec(query.get('filter') ?? '')?.[1];
    if (value !== undefined) {
      const [rows] = await this.pool.execute<Stored[]>(
        `SELECT ${COLUMNS} FROM users WHERE tenant_id = ? AND user_name_key = ?`,
        [TENANT, value.toLowerCase()],
      );
      return this.listOf(rows, rows.length, 1, base);
    }
    const [start, count] = [Number(query.get('startIndex') ?? 1), Number(query.get('count') ?? 100)];
    const [[total]] = await this.pool.execute<RowDataPacket[]>(
      'SELECT COUNT(*) AS total FROM users WHERE tenant_id = ?',
      [TENANT],
    );
    const [rows] =
      count === 0
        ? [[]]
        : await this.pool.query<Stored[]>(
            `SELECT ${COLUMNS} FROM users WHERE tenant_id = ? ORDER BY id LIMIT ${count} OFFSET ${start - 1}`,
            [TENANT],
          );
    return this.listOf(rows, total!.total, start, base);
  }

  private async listOf(rows: readonly Stored[], total: number, start: number, base: string): Promise<Reply> {
    const groups =
      rows.length === 0
        ? new Map<string, string[]>()
        : await this.groupsOf(
            rows.map(({ id }) => id),
            base,
          );
    const resources = rows.map((row) => withMeta(row, 'User', base, groups.get(row.id)));
    return {
      status: 200,
      text: `{"schemas":["${LIST}"],"totalResults":${total},"startIndex":${start},"itemsPerPage":${rows.length},"Resources":[${resources.join(',')}]}`,
    };
  }

  private async patchUser(id: string, operations: Resource[], base: string): Promise<Reply> {
    const stored = await this.inTransaction(async (connection) => {
      const [[row]] = await connection.execute<Stored[]>(
        `SELECT ${COLUMNS} FROM users WHERE tenant_id = ? AND id = ? FOR UPDATE`,
        [TENANT, id],
      );
      if (row === undefined) return null;
      const user = JSON.parse(row.document) as Resource;
      const before = rowsOf(user);
      for (const operation of operations) apply(user, operation.path, operation.value);
      const document = JSON.stringify(user);
      const now = Date.now();
      await connection.execute(
        'UPDATE users SET display_name_key = ?, active = ?, modified_at = ?, version = ?, document = ? WHERE tenant_id = ? AND id = ?',
        [user.displayName.toLowerCase(), user.active ? 1 : 0, now, row.version + 1, document, TENANT, id],
      );
      const known = new Set(before.map((each) => each.join('\n')));
      await insertRows(
        connection,
        id,
        rowsOf(user).filter((each) => !known.has(each.join('\n'))),
      );
      return { ...row, document, version: row.version + 1, modified_at: now };
    });
    if (stored === null) return NOT_FOUND;
    const groups = await this.groupsOf([id], base);
    return { status: 200, text: withMeta(stored, 'User', base, groups.get(id)) };
  }

  /** @param columns of the memberships that go with it */
  private async deleteResource(
    table: 'users' | '`groups`',
    id: string,
    columns: readonly string[],
  ): Promise<Reply> {
    const found = await this.inTransaction(async (connection) => {
      const [[row]] = await connection.execute<RowDataPacket[]>(
        `SELECT id FROM ${table} WHERE tenant_id = ? AND id = ? FOR UPDATE`,
        [TENANT, id],
      );
      if (row === undefined) return false;
      await connection.execute(
        `UPDATE \`groups\` g JOIN group_members m ON m.tenant_id = g.tenant_id AND m.group_id = g.id
         SET g.version = g.version + 1, g.modified_at = ? WHERE m.tenant_id = ? AND m.member_id = ?`,
        [Date.now(), TENANT, id],
      );
      for (const column of columns) {
        await connection.execute(`DELETE FROM group_members WHERE tenant_id = ? AND ${column} = ?`, [
          TENANT,
          id,
        ]);
      }
      await connection.execute('DELETE FROM attribute_values WHERE tenant_id = ? AND resource_id = ?', [
        TENANT,
        id,
      ]);
      await connection.execute(`DELETE FROM ${table} WHERE tenant_id = ? AND id = ?`, [TENANT, id]);
      return true;
    });
    return found ? NO_CONTENT : NOT_FOUND;
  }

  private async createGroup(group: Resource, base: string): Promise<Reply> {
    const id = newId();
    const now = Date.now();
    const document = JSON.stringify({ schemas: group.schemas, id, ...group });
    await this.inTransaction((connection) =>
      connection.execute(
        `INSERT INTO \`groups\` (tenant_id, id, display_name, display_name_key, external_id, created_at, modified_at,
           version, document) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`,
        [
          TENANT,
          id,
          group.displayName,
          group.displayName.toLowerCase(),
          group.externalId,
          now,
          now,
          document,
        ],
      ),
    );
    return {
      status: 201,
      text: withMeta({ id, version: 1, created_at: now, modified_at: now, document }, 'Group', base),
    };
  }

  private async findGroup(query: URLSearchParams, base: string): Promise<Reply> {
    const value = /^displayName eq "(.*)"$/.exec(query.get('filter') ?? '')?.[1] ?? '';
    const [rows] = await this.pool.execute<Stored[]>(
      `SELECT ${COLUMNS} FROM \`groups\` WHERE tenant_id = ? AND display_name_key = ?`,
      [TENANT, value.toLowerCase()],
    );
    const resources = rows.map((row) => withMeta(row, 'Group', base));
    return {
      status: 200,
      text: `{"schemas":["${LIST}"],"totalResults":${rows.length},"startIndex":1,"itemsPerPage":${rows.length},"Resources":[${resources.join(',')}]}`,
    };
  }

  private async readGroup(id: string, query: URLSearchParams, base: string): Promise<Reply> {
    const [[row]] = await this.pool.execute<Stored[]>(
      `SELECT ${COLUMNS} FROM \`groups\` WHERE tenant_id = ? AND id = ?`,
      [TENANT, id],
    );
    if (row === undefined) return NOT_FOUND;
    if (query.get('excludedAttributes') === 'members')
      return { status: 200, text: withMeta(row, 'Group', base) };
    const [members] = await this.pool.execute<RowDataPacket[]>(
      'SELECT member_id, member_type FROM group_members WHERE tenant_id = ? AND group_id = ?',
      [TENANT, id],
    );
    const parts = members.map(
      (member) =>
        `{"value":"${member.member_id}","$ref":"${base}/${member.member_type}s/${member.member_id}","type":"${member.member_type}"}`,
    );
    return { status: 200, text: withMeta(row, 'Group', base, parts) };
  }

  private async patchMembers(id: string, [operation]: Resource[]): Promise<Reply> {
    const ids: string[] = operation!.value.map((member: { value: string }) => member.value);
    const marks = ids.map(() => '?').join(', ');
    const found = await this.inTransaction(async (connection) => {
      const [[row]] = await connection.execute<Stored[]>(
        'SELECT id, version FROM `groups` WHERE tenant_id = ? AND id = ? FOR UPDATE',
        [TENANT, id],
      );
      if (row === undefined) return false;
      let changed: number;
      if (operation!.op === 'Add') {
        const [users] = await connection.execute<RowDataPacket[]>(
          `SELECT id FROM users WHERE tenant_id = ? AND id IN (${marks}) FOR SHARE`,
          [TENANT, ...ids],
        );
        if (users.length !== ids.length) throw new Error('Unknown member');
        const [result] = await connection.execute<ResultSetHeader>(
          `INSERT IGNORE INTO group_members (tenant_id, group_id, member_id, member_type, added_at) VALUES ${ids.map(() => "(?, ?, ?, 'User', ?)").join(', ')}`,
          ids.flatMap((member) => [TENANT, id, member, Date.now()]),
        );
        changed = result.affectedRows;
      } else {
        const [result] = await connection.execute<ResultSetHeader>(
          `DELETE FROM group_members WHERE tenant_id = ? AND group_id = ? AND member_id IN (${marks})`,
          [TENANT, id, ...ids],
        );
        changed = result.affectedRows;
      }
      if (changed > 0) {
        await connection.execute(
          'UPDATE `groups` SET version = ?, modified_at = ? WHERE tenant_id = ? AND id = ?',
          [row.version + 1, Date.now(), TENANT, id],
        );
      }
      return true;
    });
    return found ? NO_CONTENT : NOT_FOUND;
  }

  private async groupsOf(ids: readonly string[], base: string): Promise<Map<string, string[]>> {
    const [rows] = await this.pool.execute<RowDataPacket[]>(
      `SELECT m.member_id, m.group_id, g.display_name FROM group_members m
       JOIN \`groups\` g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
       WHERE m.tenant_id = ? AND m.member_id IN (${ids.map(() => '?').join(', ')})`,
      [TENANT, ...ids],
    );
    const groups = new Map<string, string[]>();
    for (const { member_id: member, group_id: group, display_name: name } of rows) {
      const list = groups.get(member) ?? [];
      list.push(
        `{"value":"${group}","$ref":"${base}/Groups/${group}","display":${JSON.stringify(name)},"type":"direct"}`,
      );
      groups.set(member, list);
    }
    return groups;
  }

  private async inTransaction<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.pool.getConnection();
      try {
        await connection.query('START TRANSACTION');
        const result = await work(connection);
        await connection.query('COMMIT');
        return result;
      } catch (error) {
        await connection.query('ROLLBACK');
        if ((error as { code?: string }).code !== 'ER_LOCK_DEADLOCK' || attempt > 5) throw error;
      } finally {
        connection.release();
      }
    }
  }
}

async function insertRows(connection: PoolConnection, id: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.execute(
    `INSERT INTO attribute_values (tenant_id, resource_id, path, element, value_key, value_text) VALUES ${rows.map(() => '(?, ?, ?, ?, ?, NULL)').join(', ')}
     AS new ON DUPLICATE KEY UPDATE value_key = new.value_key`,
    rows.flatMap(([path, element, key]) => [TENANT, id, path, element, key]),
  );
}

/** The four forms of path that the benchmark sends. */
function apply(user: Resource, path: string, value: unknown): void {
  if (path === 'active') user.active = value === 'True';
  else if (path.startsWith('emails[')) user.emails[0].value = value;
  else if (path.startsWith('urn:')) {
    const colon = path.lastIndexOf(':');
    user[path.slice(0, colon)][path.slice(colon + 1)] = value;
  } else user[path] = value;
}

/** The JSON of the document with `meta` and memberships spliced in as text. */
function withMeta(
  row: Pick<Stored, 'id' | 'version' | 'created_at' | 'modified_at' | 'document'>,
  type: 'User' | 'Group',
  base: string,
  association: readonly string[] = [],
): string {
  const name = type === 'User' ? 'groups' : 'members';
  const values = association.length === 0 ? '' : `"${name}":[${association.join(',')}],`;
  const meta = `"meta":{"resourceType":"${type}","created":"${new Date(row.created_at).toISOString()}","lastModified":"${new Date(row.modified_at).toISOString()}","location":"${base}/${type}s/${row.id}","version":"W/\\"${row.version}\\""}`;
  return `${row.document.slice(0, -1)},${values}${meta}}`;
}
