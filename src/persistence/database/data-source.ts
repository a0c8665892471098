import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { PoolOptions } from 'mysql2';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Config } from '../../config.js';
import { AccessCode } from '../../tenants/credentials/access-code.entity.js';
import { ConsoleSession } from '../../sessions/console-session.entity.js';
import { EntraTrust } from '../../tenants/credentials/entra-trust.entity.js';
import { FederatedCredential } from '../../tenants/credentials/federated-credential.entity.js';
import { OAuthClient } from '../../tenants/credentials/oauth-client.entity.js';
import { OAuthSecret } from '../../tenants/credentials/oauth-secret.entity.js';
import { ServiceSetting } from './service-setting.entity.js';
import { SetupLink } from '../../sessions/setup-link.entity.js';
import { TenantSchema } from '../schemas/tenant-schema.entity.js';
import { Tenant } from '../../tenants/tenant.entity.js';
import { InitialSchema1764000000000 } from '../migrations/1764000000000-initial-schema.js';
import { VersionIndex1764200000000 } from '../migrations/1764200000000-version-index.js';
import { ProvisioningLog1764310000000 } from '../migrations/1764310000000-provisioning-log.js';
import { ResourceCounts1764330000000 } from '../migrations/1764330000000-resource-counts.js';
import { TenantActivity1764320000000 } from '../migrations/1764320000000-tenant-activity.js';
import { Credentials1764400000000 } from '../migrations/1764400000000-credentials.js';
import { ConsoleSessions1764500000000 } from '../migrations/1764500000000-console-sessions.js';
import { LongerReasons1764730000000 } from '../migrations/1764730000000-longer-reasons.js';
import { AuditLog1764600000000 } from '../migrations/1764600000000-audit-log.js';
import { LongNames1764710000000 } from '../migrations/1764710000000-long-names.js';
import { SharedGroupNames1764720000000 } from '../migrations/1764720000000-shared-group-names.js';
import { TenantSettings1764700000000 } from '../migrations/1764700000000-tenant-settings.js';
import { CredentialBounds1764800000000 } from '../migrations/1764800000000-credential-bounds.js';
import { TenantSchemas1764100000000 } from '../migrations/1764100000000-tenant-schemas.js';
import { checkSession, PREPARING_DRIVER, queryFormat } from '../mysql/mysql-session.js';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';

/** Kept for each connection, the least used closed first. */
const PREPARED_STATEMENTS = 200;
/** Of the 16,382 that the server keeps for all connections (`max_prepared_stmt_count`); filters make many. */
const PREPARED_BY_ALL = 12_000;

type DatabaseConfig = Pick<Config, 'database' | 'databasePoolSize' | 'workers'>;

/** TypeORM's options for the configured database; nothing is opened yet. */
export function dataSourceOptions(config: DatabaseConfig): DataSourceOptions {
  const shared = {
    entities: [
      Tenant,
      AccessCode,
      OAuthClient,
      OAuthSecret,
      SetupLink,
      ConsoleSession,
      FederatedCredential,
      EntraTrust,
      TenantSchema,
      ServiceSetting,
    ],
    migrations: [
      InitialSchema1764000000000,
      TenantSchemas1764100000000,
      VersionIndex1764200000000,
      ProvisioningLog1764310000000,
      TenantActivity1764320000000,
      ResourceCounts1764330000000,
      Credentials1764400000000,
      ConsoleSessions1764500000000,
      AuditLog1764600000000,
      TenantSettings1764700000000,
      LongNames1764710000000,
      SharedGroupNames1764720000000,
      LongerReasons1764730000000,
      CredentialBounds1764800000000,
    ],
    migrationsTableName: 'schema_migrations',
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
    driver: PREPARING_DRIVER,
    url: config.database.url,
    poolSize: config.databasePoolSize,
    extra: poolOptions(config),
  };
}

/** The options of a further pool of connections to the configured MySQL. */
export function mysqlPoolOptions(url: string, config: DatabaseConfig): PoolOptions {
  return {
    ...MYSQL,
    uri: url,
    connectionLimit: config.databasePoolSize,
    // A commit may come with other statements; what has parameters is prepared, which takes a single one.
    multipleStatements: true,
    queryFormat,
    ...poolOptions(config),
  };
}

const MYSQL = { charset: 'utf8mb4_bin', timezone: 'Z' };

function poolOptions({ databasePoolSize, workers }: DatabaseConfig): PoolOptions {
  const connections = 2 * databasePoolSize * workers;
  return {
    maxIdle: databasePoolSize,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    maxPreparedStatements: Math.max(
      1,
      Math.min(PREPARED_STATEMENTS, Math.floor(PREPARED_BY_ALL / connections)),
    ),
  };
}

/**
 * Opens the configured database; creates the folder of an SQLite file.
 * @throws Error where MySQL does not take the settings that each connection needs
 */
export async function openDataSource(config: DatabaseConfig): Promise<DataSource> {
  if (config.database.kind === 'sqlite')
    mkdirSync(dirname(resolve(config.database.path)), { recursive: true });
  const dataSource = new DataSource(dataSourceOptions(config));
  try {
    await dataSource.initialize();
    if (config.database.kind === 'mysql') await checkSession(dataSource);
    return dataSource;
  } catch (error) {
    // TypeORM leaves the pool open when it is the server that does not suit.
    await dataSource.driver.disconnect().catch(() => undefined);
    throw error;
  }
}
