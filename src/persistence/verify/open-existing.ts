import { existsSync } from 'node:fs';
import type { DataSourceOptions } from 'typeorm';
import type { Config } from '../../config.js';
import type { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';

/**
 * Opens the configured database as it is: none is made, and no migration is applied.
 * @param options with the entities that `Database.entities` needs
 * @throws Error when there is none, or its schema is not up to date
 */
export function openExisting(config: Config, options?: DataSourceOptions): Promise<Database> {
  const { database } = config;
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    return Promise.reject(new Error(`there is no database at ${database.path}`));
  }
  return openDatabase({ ...config, migrateOnStart: false }, options);
}
