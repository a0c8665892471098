import type { Database } from '../../src/persistence/database.js';
import { ADMIN_TOKEN } from './admin-token.js';
import { tableNames } from './stored-rows.js';

/** Whatever proves an identity: our own secrets of every kind, whole, and signed tokens. */
const SECRETS = [
  /id[kscla]_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}/,
  /eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}/,
  new RegExp(ADMIN_TOKEN),
];

/** Tables of what customers have sent, which is theirs. */
const OF_CUSTOMERS = ['users', 'groups', 'attribute_values', 'group_members'];

/** @throws Error when a text that others may read has a secret in it */
export function expectNoSecretIn(text: string, where: string): void {
  for (const secret of SECRETS) {
    const [found] = secret.exec(text) ?? [];
    if (found !== undefined) throw new Error(`A secret was written to ${where}: ${found}`);
  }
}

/** The same for everything that the service itself has stored. */
export async function expectNoSecretStored(storage: Database): Promise<void> {
  for (const table of await tableNames(storage)) {
    if (OF_CUSTOMERS.includes(table)) continue;
    const rows = await storage.rows(`SELECT * FROM \`${table}\``);
    expectNoSecretIn(JSON.stringify(rows), `the table ${table}`);
  }
}
