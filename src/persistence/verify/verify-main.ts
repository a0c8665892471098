import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openExisting } from './open-existing.js';
import { tenantLines, totalLines } from './verify-report.js';
import { verify } from './verify.js';

/** `npm run verify`: says whether what is stored agrees with itself. */
async function main(): Promise<void> {
  const database = await openExisting(readConfig());
  const verified = await verify(database, (found) => console.log(tenantLines(found).join('\n'))).finally(() =>
    database.close(),
  );
  console.log(totalLines(verified).join('\n'));
  if (verified.problems > 0) process.exitCode = 1;
}

main().catch(failStart);
