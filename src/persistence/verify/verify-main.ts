import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openExisting } from './open-existing.js';
import { printTenant, printTotal } from './verify-report.js';
import { verify } from './verify.js';

/** `npm run verify`: says whether what is stored agrees with itself. */
async function main(): Promise<void> {
  const database = await openExisting(readConfig());
  printTotal(await verify(database, printTenant).finally(() => database.close()));
}

main().catch(failStart);
