import type { Database, Statements } from '../database/database.js';

const TENANTS_A_PAGE = 500;

/** The ids of all tenants, in their order. */
export async function* tenantIds(database: Database): AsyncGenerator<string> {
  let last = '';
  for (;;) {
    const page = await database.rows<{ id: string }>(
      `SELECT id FROM tenants WHERE id > ? ORDER BY id LIMIT ${TENANTS_A_PAGE}`,
      [last],
    );
    for (const { id } of page) yield id;
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

/** Whether a tenant has not been deleted. */
export async function isTenant(statements: Pick<Statements, 'rows'>, tenantId: string): Promise<boolean> {
  return (await statements.rows('SELECT id FROM tenants WHERE id = ?', [tenantId])).length > 0;
}
