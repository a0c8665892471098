// Names every column of secrets, by the modules that own them.
import './app.module.js';
import { readConfig } from './config.js';
import { failStart } from './failed-start.js';
import type { Database } from './persistence/database/database.js';
import { openExisting } from './persistence/verify/open-existing.js';
import { configuredKeys, keyFileOf } from './secrets/configured-keys.js';
import { keysInUse, rotateSecrets } from './secrets/rotate-secrets.js';
import { WHAT_TO_SET, type SecretKeys } from './secrets/secret-keys.js';

/** `npm run secrets:rotate`: encrypts the stored secrets under the current key, or under a new one of the key file. */
async function main(): Promise<void> {
  const config = readConfig();
  const database = await openExisting(config);
  try {
    const keys = configuredKeys(config);
    if (keys.isMissing) throw new Error(`there is no key: ${WHAT_TO_SET}`);
    const file = keyFileOf(config);
    if (file !== null && !(await isUnderWay(database, keys))) {
      file.rollIn();
      keys.reload();
      console.log(`${file.path} has a new key: ${keys.currentId}`);
    }
    await encrypt(database, keys);
  } finally {
    await database.close();
  }
}

/** Whether an earlier run has made a key and was ended before all secrets were encrypted under it. */
async function isUnderWay(database: Database, keys: SecretKeys): Promise<boolean> {
  const used = await keysInUse(database);
  return [...used.keys()].some((id) => id !== keys.currentId && keys.has(id));
}

async function encrypt(database: Database, keys: SecretKeys): Promise<void> {
  for (const { place, encrypted, unreadable } of await rotateSecrets(database, keys)) {
    const name = `${place.table}.${place.column}`;
    console.log(`${name}: ${encrypted} encrypted under the key ${keys.currentId}`);
    if (unreadable === 0) continue;
    console.error(
      `${name}: ${unreadable} left, whose key is neither in SECRETS_KEY nor in SECRETS_KEY_PREVIOUS`,
    );
    process.exitCode = 1;
  }
}

main().catch(failStart);
