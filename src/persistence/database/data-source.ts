import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { PoolOptions } from 'mysql2';
import type { DataSourceOptions } from 'typeorm';
import type { Config, DatabaseTls, MysqlTarget } from '../../config.js';
import { MIGRATIONS, MIGRATIONS_TABLE } from '../migrations/migrations.js';
import { PrimaryCheck } from '../mysql/primary-check.js';
import { checkSession, preparingDriver, queryFormat } from '../mysql/mysql-session.js';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';
import { ServiceDataSource } from './service-data-source.js';
import { refuseUnreleasedSchema } from './unreleased-schema.js';

/** Prepared statements kept per connection; the least recently used is closed first. */
const PREPARED_STATEMENTS = 200;
/**
 * Prepared statements kept by all connections together. The server's limit is 16,382 (`max_prepared_stmt_count`), and
 * filters produce many.
 */
const PREPARED_BY_ALL = 12_000;

type DatabaseConfig = Pick<Config, 'database' | 'databasePoolSize' | 'workers'>;

/**
 * TypeORM's options for the configured database. Opens nothing.
 * @param entities the entities that `EntityManager` knows; SQL statements and migrations need none
 */
export function dataSourceOptions(
  config: DatabaseConfig,
  entities: readonly (abstract new () => object)[] = [],
): DataSourceOptions {
  const shared = {
    entities: [...entities],
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each' as const,
    synchronize: false,
    logging: false,
  };
  if (config.database.kind === 'sqlite') {
    return {
      ...shared,
      type: 'better-sqlite3',
      // Given explicitly: TypeORM's own dynamic load fails under Jest's module loader.
      driver: sqliteDriver(),
      database: config.database.path,
      enableWAL: true,
      prepareDatabase: (connection: Sqlite.Database) => {
        // Acknowledged means durable, in WAL mode too.
        connection.pragma('synchronous = FULL');
      },
    };
  }
  return {
    ...shared,
    ...MYSQL,
    type: 'mysql',
    driver: preparingDriver(primaryCheckOf(config.database)),
    url: config.database.url,
    poolSize: config.databasePoolSize,
    extra: poolOptions(config),
  };
}

const primaryChecks = new WeakMap<MysqlTarget, PrimaryCheck>();

/** One for all pools of a process: a primary that one of them has found is known to the others. */
export function primaryCheckOf(target: MysqlTarget): PrimaryCheck {
  const check = primaryChecks.get(target) ?? new PrimaryCheck(target.needsGroup);
  primaryChecks.set(target, check);
  return check;
}

/** The options of an additional connection pool to the configured MySQL. */
export function mysqlPoolOptions(url: string, config: DatabaseConfig): PoolOptions {
  return {
    ...MYSQL,
    uri: url,
    connectionLimit: config.databasePoolSize,
    queryFormat,
    ...poolOptions(config),
  };
}

/** A host that is gone does not refuse a connection: nobody answers. */
const CONNECT_WITHIN_MS = 3000;

const MYSQL = {
  charset: 'utf8mb4_bin',
  timezone: 'Z',
  connectTimeout: CONNECT_WITHIN_MS,
  // A BIGINT is a number while it is one exactly. TypeORM has it as text by default: to divide it costs a microsecond.
  supportBigNumbers: true,
  bigNumberStrings: false,
};

function poolOptions({ database, databasePoolSize, workers }: DatabaseConfig): PoolOptions {
  const connections = 2 * databasePoolSize * workers;
  return {
    ...(database.kind === 'mysql' && database.tls !== 'off' ? { ssl: tlsOptions(database.tls) } : {}),
    maxIdle: databasePoolSize,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    maxPreparedStatements: Math.max(
      1,
      Math.min(PREPARED_STATEMENTS, Math.floor(PREPARED_BY_ALL / connections)),
    ),
  };
}

/** As MySQL's own clients have it with REQUIRED and VERIFY_CA: servers make certificates that name no host. */
function tlsOptions(tls: Exclude<DatabaseTls, 'off'>): NonNullable<PoolOptions['ssl']> {
  return tls === 'required' ? { rejectUnauthorized: false } : { ca: tls.ca, rejectUnauthorized: true };
}

/** Makes the file where it is not there, and its folder, for nobody else to read. SQLite gives its other files the same mode. */
function createPrivately(path: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * Opens the configured database; creates the folder of an SQLite file.
 * @throws Error when MySQL rejects the session settings that each connection needs, or when the schema belongs to no
 *   release
 */
export async function openDataSource(
  config: DatabaseConfig,
  options = dataSourceOptions(config),
): Promise<ServiceDataSource> {
  if (config.database.kind === 'sqlite') createPrivately(config.database.path);
  const dataSource = new ServiceDataSource(options);
  try {
    await dataSource.initialize();
    if (config.database.kind === 'mysql') await checkSession(dataSource);
    // `whenUnlocked` waits instead.
    else await dataSource.query('PRAGMA busy_timeout = 0');
    const runner = dataSource.createQueryRunner();
    await refuseUnreleasedSchema(runner).finally(() => runner.release());
    return dataSource;
  } catch (error) {
    // TypeORM leaves the pool open when the server's version or settings are rejected.
    await dataSource.driver.disconnect().catch(() => undefined);
    throw error;
  }
}
