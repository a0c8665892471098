import { readConfig } from '../../config.js';
import { openDataSource } from './data-source.js';
import { migrate } from './migrate.js';

/** `npm run migration:run`: brings the schema of the configured database up to date. */
const dataSource = await openDataSource(readConfig());
const applied = await migrate(dataSource);
await dataSource.destroy();
console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}`);
