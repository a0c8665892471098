import type { Config } from '../../config.js';
import { mysqlPoolOptions, openDataSource } from './data-source.js';
import type { Database } from './database.js';
import { migrate } from './migrate.js';
import { MysqlDatabase } from '../mysql/mysql-database.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';

/**
 * Opens the configured database and, where the configuration asks for it, applies pending migrations.
 * @throws the driver's error when the database cannot be reached; an Error when its schema is not up to date
 */
export async function openDatabase(config: Config): Promise<Database> {
  const dataSource = await openDataSource(config);
  if (config.migrateOnStart) await migrate(dataSource);
  else if (await dataSource.showMigrations()) {
    await dataSource.destroy();
    throw new Error(
      'the schema of the database is not up to date: run npm run migration:run, or set MIGRATE_ON_START=true',
    );
  }
  return config.database.kind === 'sqlite'
    ? new SqliteDatabase(dataSource, config.database.path)
    : MysqlDatabase.over(dataSource, mysqlPoolOptions(config.database.url, config));
}
