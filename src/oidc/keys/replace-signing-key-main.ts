import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openExisting } from '../../persistence/verify/open-existing.js';
import { configuredKeys } from '../../secrets/configured-keys.js';
import { SigningKeys } from './signing-keys.js';

/** `npm run signing-key:replace`: makes a new key for ID tokens, which signs from now on. */
async function main(): Promise<void> {
  const config = readConfig();
  const database = await openExisting(config);
  const keyId = await new SigningKeys(database, configuredKeys(config))
    .replace()
    .finally(() => database.close());
  console.log(`ID tokens are signed with the key ${keyId} from now on; the ones before stay published`);
}

main().catch(failStart);
