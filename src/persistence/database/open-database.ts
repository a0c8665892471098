import type { DataSourceOptions } from 'typeorm';
import type { Config, DatabaseTarget } from '../../config.js';
import { dialectOf } from '../mysql/dialect-of-server.js';
import { MysqlDatabase } from '../mysql/mysql-database.js';
import { MysqlSnapshots } from '../mysql/mysql-snapshots.js';
import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { SqliteSnapshots } from '../sqlite/sqlite-snapshots.js';
import { mysqlPoolOptions, openDataSource } from './data-source.js';
import type { Database } from './database.js';
import { DIALECTS } from './dialect.js';
import { migrate } from './migrate.js';
import type { ServiceDataSource } from './service-data-source.js';
import type { Snapshots } from './snapshot.js';

/** Snapshots of MySQL that are open at once in one process. */
const SNAPSHOTS_AT_ONCE = 2;

/**
 * Opens the configured database and, if the configuration says so, applies pending migrations.
 * @throws the driver's error when the database cannot be reached; an Error when its schema is not up to date
 */
export async function openMigrated(config: Config, options?: DataSourceOptions): Promise<ServiceDataSource> {
  const dataSource = await openDataSource(config, options);
  try {
    if (config.migrateOnStart) await migrate(dataSource);
    else if (await dataSource.showMigrations()) {
      throw new Error(
        'the schema of the database is not up to date: run npm run migration:run, or set MIGRATE_ON_START=true',
      );
    }
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** The `Database` over an opened data source. It closes together with the data source. */
export function databaseOver(dataSource: ServiceDataSource, config: Config): Database | Promise<Database> {
  const { database } = config;
  if (database.kind === 'sqlite') return new SqliteDatabase(dataSource, database.path);
  return overMysql(dataSource, database, config);
}

async function overMysql(
  dataSource: ServiceDataSource,
  { url, dialect }: Extract<DatabaseTarget, { kind: 'mysql' }>,
  config: Config,
): Promise<Database> {
  const name = dialect === 'auto' ? await dialectOf(dataSource) : dialect;
  return MysqlDatabase.over(dataSource, mysqlPoolOptions(url, config), DIALECTS[name]);
}

/** Snapshots of the database of an opened data source. They close together with it. */
export function snapshotsOver(dataSource: ServiceDataSource, config: Config): Snapshots {
  const { database } = config;
  const snapshots =
    database.kind === 'sqlite'
      ? new SqliteSnapshots(database.path)
      : new MysqlSnapshots(mysqlPoolOptions(database.url, config), SNAPSHOTS_AT_ONCE);
  dataSource.beforeDestroy(() => snapshots.close());
  return snapshots;
}

/**
 * Opens the `Database` for scripts.
 * @param options with entities, for those that need any
 */
export async function openDatabase(config: Config, options?: DataSourceOptions): Promise<Database> {
  return databaseOver(await openMigrated(config, options), config);
}
