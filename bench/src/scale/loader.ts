import { Readable } from 'node:stream';
import mysql, { type Connection, type ResultSetHeader } from 'mysql2/promise';
import { rowsOf } from '../floor/index-rows.ts';
import { newId } from '../floor/new-id.ts';
import { groupBody, userBody } from '../people.ts';

/** Users per statement: the rows of more would not fit in the memory of one transaction. */
const USERS_A_CHUNK = 20_000;

/** Members of every group except the large one. */
export const SMALL_GROUP = 10;

/** The data written so far. */
export class LoadedTenant {
  readonly userIds: string[] = [];
  readonly groupIds: string[] = [];
  /** The group with very many members. */
  largeGroup = '';
  largeGroupSize = 0;

  /** The number in the names of the n-th user or group. */
  number(n: number): string {
    return `9${String(n).padStart(7, '0')}`;
  }
}

/** Writes the rows that the service would write, straight into its tables: a million users in minutes. */
export class Loader {
  private constructor(
    private readonly connection: Connection,
    private readonly tenantId: string,
  ) {}

  /** @param databaseUrl of a user who may set global variables */
  static async open(databaseUrl: string, tenantId: string): Promise<Loader> {
    const connection = await mysql.createConnection(databaseUrl);
    await connection.query('SET GLOBAL local_infile = 1');
    await connection.query('SET SESSION sql_log_bin = 0, unique_checks = 0, foreign_key_checks = 0');
    return new Loader(connection, tenantId);
  }

  close(): Promise<void> {
    return this.connection.end();
  }

  /** Adds users up to this number. */
  async addUsers(loaded: LoadedTenant, upTo: number): Promise<void> {
    if (upTo - loaded.userIds.length <= USERS_A_CHUNK) return this.addChunks(loaded, upTo);
    // Building an index at once takes a fraction of the time of growing it in random order.
    await this.connection.query('ALTER TABLE attribute_values DROP INDEX ix_attribute_values_value');
    await this.addChunks(loaded, upTo);
    await this.connection.query(
      'ALTER TABLE attribute_values ADD INDEX ix_attribute_values_value (tenant_id, path, value_key)',
    );
  }

  private async addChunks(loaded: LoadedTenant, upTo: number): Promise<void> {
    while (loaded.userIds.length < upTo) {
      const first = loaded.userIds.length;
      const count = Math.min(USERS_A_CHUNK, upTo - first);
      const ids = Array.from({ length: count }, () => newId()).sort();
      const bodies = ids.map((_, index) => userBody(loaded.number(first + index)));
      await this.load(
        'users',
        ['id', 'user_name', 'user_name_key', 'external_id', 'display_name_key', 'active', ...RESOURCE],
        bodies.map((body, index) => [
          ids[index]!,
          body.userName,
          body.userName.toLowerCase(),
          body.externalId,
          body.displayName.toLowerCase(),
          1,
          ...resourceValues(ids[index]!, body),
        ]),
      );
      await this.load(
        'attribute_values',
        ['resource_id', 'path', 'element', 'value_key'],
        bodies.flatMap((body, index) => rowsOf(body).map((row) => [ids[index]!, ...row])),
      );
      loaded.userIds.push(...ids);
    }
  }

  /** Adds groups up to this number, each with a few members. */
  async addGroups(loaded: LoadedTenant, upTo: number): Promise<void> {
    const first = loaded.groupIds.length;
    const ids = Array.from({ length: Math.max(0, upTo - first) }, () => newId()).sort();
    await this.loadGroups(ids.map((id, index) => [id, groupBody(loaded.number(first + index))]));
    const { userIds } = loaded;
    await this.loadMembers(
      ids.flatMap((id, index) => {
        const start = ((first + index) * SMALL_GROUP) % (userIds.length - SMALL_GROUP);
        return userIds.slice(start, start + SMALL_GROUP).map((member): [string, string] => [id, member]);
      }),
    );
    loaded.groupIds.push(...ids);
  }

  /** Grows the large group to this number of members. */
  async growLargeGroup(loaded: LoadedTenant, upTo: number): Promise<void> {
    if (loaded.largeGroup === '') {
      loaded.largeGroup = newId();
      await this.loadGroups([[loaded.largeGroup, groupBody(`${loaded.number(0)}-all`)]]);
    }
    const added = loaded.userIds.slice(loaded.largeGroupSize, upTo);
    await this.loadMembers(added.map((member): [string, string] => [loaded.largeGroup, member]));
    loaded.largeGroupSize = Math.max(loaded.largeGroupSize, upTo);
  }

  /** Completes the load: recounts what the service counts, and updates the server's statistics. */
  async finish(): Promise<void> {
    await this.connection.query('DELETE FROM resource_counts WHERE tenant_id = ?', [this.tenantId]);
    for (const [table, type] of [
      ['users', 'User'],
      ['groups', 'Group'],
    ]) {
      await this.connection.query(
        `INSERT INTO resource_counts (tenant_id, resource_type, slot, resources)
         SELECT tenant_id, '${type}', 0, COUNT(*) FROM \`${table}\` WHERE tenant_id = ? GROUP BY tenant_id`,
        [this.tenantId],
      );
    }
    await this.connection.query('ANALYZE TABLE users, `groups`, group_members, attribute_values');
  }

  private loadGroups(groups: readonly (readonly [string, Record<string, any>])[]): Promise<void> {
    return this.load(
      'groups',
      ['id', 'display_name', 'display_name_key', 'external_id', ...RESOURCE],
      groups.map(([id, body]) => [
        id,
        body.displayName,
        body.displayName.toLowerCase(),
        body.externalId,
        ...resourceValues(id, body),
      ]),
    );
  }

  private loadMembers(members: readonly (readonly [string, string])[]): Promise<void> {
    return this.load(
      'group_members',
      ['group_id', 'member_id', 'member_type'],
      members.map((member) => [...member, 'User']),
    );
  }

  private async load(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly (string | number)[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const [{ affectedRows }] = await this.connection.query<ResultSetHeader>({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${table}\` CHARACTER SET utf8mb4
        FIELDS TERMINATED BY '\\t' ESCAPED BY '' (tenant_id, ${columns.join(', ')})`,
      infileStreamFactory: () => Readable.from(lines(this.tenantId, rows)),
    });
    if (affectedRows !== rows.length)
      throw new Error(`${table}: ${affectedRows} of ${rows.length} rows loaded`);
  }
}

const LINES_A_PIECE = 1000;

function* lines(tenantId: string, rows: readonly (readonly (string | number)[])[]): Generator<Buffer> {
  for (let start = 0; start < rows.length; start += LINES_A_PIECE) {
    const piece = rows.slice(start, start + LINES_A_PIECE);
    yield Buffer.from(piece.map((row) => `${tenantId}\t${row.join('\t')}\n`).join(''));
  }
}

const RESOURCE = ['created_at', 'modified_at', 'version', 'document'];

function resourceValues(id: string, body: Record<string, any>): [number, number, number, string] {
  const now = Date.now();
  const { schemas, ...attributes } = body;
  return [now, now, 1, JSON.stringify({ schemas, id, ...attributes })];
}
