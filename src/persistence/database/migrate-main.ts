import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openDataSource } from './data-source.js';
import { migrate } from './migrate.js';

/** `npm run migration:run`: applies pending migrations to the configured database. */
async function main(): Promise<void> {
  const dataSource = await openDataSource(readConfig());
  const applied = await migrate(dataSource).finally(() => dataSource.destroy());
  console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}`);
}

main().catch(failStart);
