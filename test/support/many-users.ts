import { v7 as uuidv7 } from 'uuid';
import type { Database, SqlValue } from '../../src/persistence/database/database.js';
import { insertRows } from './bulk-rows.js';

const AT_ONCE = 50_000;

/** Stores users with a work e-mail and a title, past the service: `user-0@many.example`, `user-1@many.example`, … */
export async function insertManyUsers(storage: Database, tenantId: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += AT_ONCE) {
    const users: SqlValue[][] = [];
    const values: SqlValue[][] = [];
    for (let i = start; i < Math.min(count, start + AT_ONCE); i++) {
      const id = uuidv7();
      const name = `user-${i}@many.example`;
      const document = JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id,
        userName: name,
        title: 'Many',
        emails: [{ type: 'work', value: name }],
      });
      users.push([tenantId, id, name, name, `ext-${i}`, `name-${i}`, 1, 1, 1, 1, document]);
      values.push(
        [tenantId, id, 'emails.type', 0, 'work'],
        [tenantId, id, 'emails.value', 0, name],
        [tenantId, id, 'title', 0, 'many'],
      );
    }
    const columns = [
      'tenant_id',
      'id',
      'user_name',
      'user_name_key',
      'external_id',
      'display_name_key',
      'active',
    ];
    await insertRows(
      storage,
      'users',
      [...columns, 'created_at', 'modified_at', 'version', 'document'],
      users,
    );
    await insertRows(
      storage,
      'attribute_values',
      ['tenant_id', 'resource_id', 'path', 'element', 'value_key'],
      values,
    );
  }
}
