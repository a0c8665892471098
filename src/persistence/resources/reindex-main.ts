import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openDatabase } from '../database/open-database.js';
import { reindex } from './reindex.js';

/** `npm run reindex`: rebuilds columns, index rows and counts from the stored documents. */
async function main(): Promise<void> {
  const database = await openDatabase(readConfig());
  const { resources, failures } = await reindex(database).finally(() => database.close());
  console.log(`${resources} resources indexed`);
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
}

main().catch(failStart);
