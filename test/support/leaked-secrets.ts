import type { Database } from '../../src/persistence/database/database.js';
import { ADMIN_TOKEN } from './admin-token.js';
import { tableNames } from './stored-rows.js';

/** Everything that proves an identity: complete secrets of every kind, and signed tokens. */
const SECRETS = [
  /id[ksclapmorqv]_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}/,
  /eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}/,
  new RegExp(ADMIN_TOKEN),
];

/** Some tests add a million entries of their own to the log. */
const MOST_ROWS = 20_000;

/** Tables with the customers' own data. */
const OF_CUSTOMERS = ['users', 'groups', 'attribute_values', 'group_members'];

/** @throws Error when the text contains a secret */
export function expectNoSecretIn(text: string, where: string): void {
  for (const secret of SECRETS) {
    const [found] = secret.exec(text) ?? [];
    if (found !== undefined) throw new Error(`A secret was written to ${where}: ${found}`);
  }
}

/** Checks all other stored data for secrets. */
export async function expectNoSecretStored(storage: Database): Promise<void> {
  for (const table of await tableNames(storage)) {
    if (OF_CUSTOMERS.includes(table)) continue;
    const newestFirst = table === 'provisioning_log' ? 'ORDER BY tenant_id DESC, id DESC ' : '';
    const rows = await storage.rows(`SELECT * FROM \`${table}\` ${newestFirst}LIMIT ${MOST_ROWS}`);
    expectNoSecretIn(JSON.stringify(rows), `the table ${table}`);
  }
}
