import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openExisting } from './open-existing.js';
import { printTenant, printTotal } from './verify-report.js';
import { keepOutcome } from './verify-outcome.js';
import { verify } from './verify.js';

/** `npm run verify`: says whether what is stored agrees with itself. */
async function main(): Promise<void> {
  const database = await openExisting(readConfig());
  try {
    const begun = performance.now();
    const verified = await verify(database, printTenant);
    printTotal(verified);
    // A server that takes no writes can be verified too.
    await keepOutcome(database, verified, Math.round(performance.now() - begun) / 1000).catch(
      () => undefined,
    );
  } finally {
    await database.close();
  }
}

main().catch(failStart);
