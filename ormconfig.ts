import { DataSource } from 'typeorm';
import { readConfig } from './src/config.js';
import { dataSourceOptions } from './src/persistence/database/data-source.js';

/** For TypeORM's command line, with the same environment variables as the service. */
export default new DataSource(dataSourceOptions(readConfig()));
