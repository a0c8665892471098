import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { openDataSource } from '../../src/persistence/database/data-source.js';
import { underMigrationLock } from '../../src/persistence/database/migration-lock.js';
import { migrate } from '../../src/persistence/database/migrate.js';
import { openDatabase } from '../../src/persistence/database/open-database.js';
import type { ServiceDataSource } from '../../src/persistence/database/service-data-source.js';
import { InitialSchema1795824000000 } from '../../src/persistence/migrations/1795824000000-initial-schema.js';
import { MIGRATIONS } from '../../src/persistence/migrations/migrations.js';
import { createDatabase, describeOnMysql, onEveryDatabase, type TestDatabase } from '../support/databases.js';
import { ADMIN_TOKEN } from '../support/service.js';
import { until } from '../support/until.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

onEveryDatabase('migrations', (name) => {
  let database: TestDatabase;
  let dataSource: ServiceDataSource | undefined;

  const config = (env: Record<string, string> = {}) =>
    readConfig({ DATABASE_URL: database.url, ADMIN_TOKEN, ...env });
  const open = async () => (dataSource = await openDataSource(config()));

  beforeEach(async () => {
    database = await createDatabase(name);
  });
  afterEach(async () => {
    await dataSource?.destroy();
    dataSource = undefined;
    await database.drop();
  });

  it('run once, can be undone, and run again to the same schema', async () => {
    const source = await open();
    expect(await migrate(source)).toEqual(NAMES);
    expect(await migrate(source)).toEqual([]);
    const schema = await schemaOf(source);
    expect(schema.length).toBeGreaterThan(50);

    for (let left = NAMES.length; left > 0; left--) await source.undoLastMigration();
    expect((await schemaOf(source)).join('\n')).not.toMatch(/users|tenant_id|typeorm_metadata/);

    expect(await migrate(source)).toEqual(NAMES);
    expect(await schemaOf(source)).toEqual(schema);
  });

  it('run once when several processes start at the same time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => openDatabase(config({ MIGRATE_ON_START: 'true' }))));
    await Promise.all(all.map((each) => each.close()));
    const source = await open();
    expect(await source.showMigrations()).toBe(false);
  });

  it('refuse a database of an unreleased build in one line, and touch nothing of it', async () => {
    const source = await open();
    await source.query('CREATE TABLE schema_migrations (id INTEGER, timestamp BIGINT, name VARCHAR(255))');
    await source.query(
      "INSERT INTO schema_migrations VALUES (1, 1764800000000, 'CredentialBounds1764800000000')",
    );
    const before = await schemaOf(source);
    const line =
      /^the database was made by an unreleased build \(its last migration is CredentialBounds1764800000000\)[^\n]*use an empty database[^\n]*$/;
    await expect(openDataSource(config())).rejects.toThrow(line);
    for (const migrateOnStart of ['true', 'false']) {
      await expect(openDatabase(config({ MIGRATE_ON_START: migrateOnStart }))).rejects.toThrow(line);
    }
    // TypeORM's own command meets nothing but the migration.
    const runner = source.createQueryRunner();
    await expect(new InitialSchema1795824000000().up(runner)).rejects.toThrow(line);
    await runner.release();
    expect(await schemaOf(source)).toEqual(before);
  });

  it('take a database that a later build has made', async () => {
    const source = await open();
    await migrate(source);
    await source.query(
      "INSERT INTO schema_migrations (timestamp, name) VALUES (4102444800000, 'LongAfter4102444800000')",
    );
    const storage = await openDatabase(config({ MIGRATE_ON_START: 'true' }));
    expect(await storage.rows('SELECT id FROM tenants')).toEqual([]);
    await storage.close();
  });
});

describeOnMysql('the lease of a migration', () => {
  it('keeps others waiting when a failover has taken the lock of MySQL away', async () => {
    const database = await createDatabase('mysql');
    const source = await openDataSource(readConfig({ DATABASE_URL: database.url, ADMIN_TOKEN }));
    // So that nothing is left to do, and only the lock can take time.
    await migrate(source);
    const events: string[] = [];
    let finish = (): void => undefined;
    const runner = source.createQueryRunner();
    const first = underMigrationLock(source, runner, async () => {
      events.push('first begins');
      await new Promise<void>((resolve) => (finish = resolve));
      events.push('first ends');
    });
    await until('the first has begun', () => events.length > 0);
    const [{ id }] = await source.query("SELECT IS_USED_LOCK('invitedesk_migrations') AS id");
    await source.query(`KILL ${id}`);
    const second = migrate(source).then(() => events.push('second ends'));
    await until('the second has the lock of MySQL', async () => {
      const [lock] = await source.query("SELECT IS_USED_LOCK('invitedesk_migrations') AS id");
      return lock.id !== null && lock.id !== id;
    });
    await sleep(500);
    finish();
    await Promise.all([first, second]);
    await runner.release();
    await source.destroy();
    await database.drop();
    expect(events).toEqual(['first begins', 'first ends', 'second ends']);
  });
});

/** Every column and index of the database, as text. */
async function schemaOf(source: ServiceDataSource): Promise<string[]> {
  const rows: object[] =
    source.options.type === 'mysql'
      ? [
          ...(await source.query(
            `SELECT table_name, column_name, column_type, is_nullable, column_default, collation_name, extra
             FROM information_schema.columns WHERE table_schema = DATABASE()`,
          )),
          ...(await source.query(
            `SELECT table_name, index_name, seq_in_index, column_name, non_unique
             FROM information_schema.statistics WHERE table_schema = DATABASE()`,
          )),
        ]
      : await source.query('SELECT name, sql FROM sqlite_master');
  return rows.map((row) => JSON.stringify(row)).sort();
}
