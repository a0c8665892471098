import { v7 as uuidv7 } from 'uuid';
import type { Database, SqlValue } from '../../src/persistence/database/database.js';
import { insertRows } from './bulk-rows.js';

const AT_ONCE = 50_000;
const TIMES = ['created_at', 'modified_at', 'version', 'document'];

/** The parts in which the users of `insertUsers` differ, by number. */
export interface UserRows {
  readonly userName: (index: number) => string;
  /** The index rows of a user, each for the first element of an attribute: `['emails.value', 'a@b.c']`. */
  readonly values: (index: number) => readonly (readonly [path: string, key: string])[];
  readonly document: (id: string, index: number) => object;
}

/**
 * Inserts users directly into the database, with the externalId `ext-0` and the displayName `name-0`, `ext-1` and
 * `name-1`, …
 * @returns their ids
 */
export async function insertUsers(
  storage: Database,
  tenantId: string,
  count: number,
  { userName, values, document }: UserRows,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  for (let start = 0; start < count; start += AT_ONCE) {
    const users: SqlValue[][] = [];
    const entries: SqlValue[][] = [];
    for (const [offset, id] of ids.slice(start, start + AT_ONCE).entries()) {
      const index = start + offset;
      const name = userName(index);
      const text = JSON.stringify(document(id, index));
      users.push([tenantId, id, name, name, `ext-${index}`, `name-${index}`, 1, 1, 1, 1, text]);
      for (const [path, key] of values(index)) entries.push([tenantId, id, path, 0, key]);
    }
    const names = ['user_name', 'user_name_key', 'external_id', 'display_name_key', 'active'];
    await insertRows(storage, 'users', ['tenant_id', 'id', ...names, ...TIMES], users);
    const columns = ['tenant_id', 'resource_id', 'path', 'element', 'value_key'];
    await insertRows(storage, 'attribute_values', columns, entries);
  }
  return ids;
}

/** Inserts groups directly into the database: `Group 0`, `Group 1`, … with these ids. */
export async function insertGroups(
  storage: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<void> {
  const names = ['display_name', 'display_name_key', 'external_id'];
  await insertRows(
    storage,
    '`groups`',
    ['tenant_id', 'id', ...names, ...TIMES],
    ids.map((id, index) => {
      const name = `Group ${index}`;
      return [tenantId, id, name, name.toLowerCase(), `ext-${index}`, 1, 1, 1, JSON.stringify({ id })];
    }),
  );
}

/**
 * Inserts users with a work e-mail and a title directly into the database: `user-0@many.example`,
 * `user-1@many.example`, …
 */
export async function insertManyUsers(storage: Database, tenantId: string, count: number): Promise<void> {
  const userName = (index: number) => `user-${index}@many.example`;
  await insertUsers(storage, tenantId, count, {
    userName,
    values: (index) => [
      ['emails.type', 'work'],
      ['emails.value', userName(index)],
      ['title', 'many'],
    ],
    document: (id, index) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id,
      userName: userName(index),
      title: 'Many',
      emails: [{ type: 'work', value: userName(index) }],
    }),
  });
}
