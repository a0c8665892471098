import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../src/persistence/migrations/migrations.js';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { tableNames } from '../support/stored-rows.js';

const SOURCE = join(import.meta.dirname, '../../src');
/** TypeORM's own, and what is there before the first migration. */
const NO_ENTITY = ['schema_migrations', 'typeorm_metadata', 'migration_lock'];

describe('the list of migrations', () => {
  it('names each file of the folder, in order', () => {
    const files = readdirSync(join(SOURCE, 'persistence/migrations')).filter((name) => /^\d+-/.test(name));
    const timestamps = files.sort().map((name) => Number(name.split('-')[0]));
    expect(MIGRATIONS.map(({ name }) => Number(/\d+$/.exec(name)?.[0]))).toEqual(timestamps);
  });
});

onEveryDatabase('the schema after all migrations', (name) => {
  let service: TestService;
  let dataSource: DataSource;

  beforeAll(async () => {
    service = await TestService.start(name);
    dataSource = service.app.get(DataSource);
  });
  afterAll(() => service.stop());

  it('is what the entities say: the diff of TypeORM is empty', async () => {
    const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(downQueries.map(({ query }) => query)).toEqual([]);
  });

  it('has an entity for each table, which a module names', async () => {
    const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect([...tables, ...NO_ENTITY].sort()).toEqual((await tableNames(service.storage)).sort());
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => path.endsWith('.entity.ts'))).toHaveLength(tables.length);
  });

  it('has the columns of each index in the order of the entity, which the diff does not look at', async () => {
    const expected = dataSource.entityMetadatas.flatMap(({ tableName, indices, primaryColumns }) => [
      [`${tableName} PRIMARY`, primaryColumns.map(({ databaseName }) => databaseName)],
      ...indices.map((index) => [
        `${tableName} ${index.name}`,
        index.columns.map(({ databaseName }) => databaseName),
      ]),
    ]);
    const found: Record<string, string[]> = {};
    for (const { table, index, column } of await indexColumns())
      (found[`${table} ${index}`] ??= []).push(column);
    for (const table of NO_ENTITY) delete found[`${table} PRIMARY`];
    expect(found).toEqual(Object.fromEntries(expected));
  });

  it('stores each table as its entity says, which the diff does not look at either', async () => {
    const stored = new Map(
      (
        await dataSource.query<{ name: string; how: string }[]>(
          name === 'mysql'
            ? `SELECT table_name AS name, CONCAT_WS(' ', engine, row_format, table_collation) AS how
             FROM information_schema.tables WHERE table_schema = DATABASE()`
            : "SELECT name, sql LIKE '%) WITHOUT ROWID' AS how FROM sqlite_master WHERE type = 'table'",
        )
      ).map((row) => [row.name, row.how]),
    );
    for (const { tableName, withoutRowid } of dataSource.entityMetadatas) {
      const expected = name === 'mysql' ? 'InnoDB Dynamic utf8mb4_0900_bin' : withoutRowid === true ? 1 : 0;
      expect([tableName, stored.get(tableName)]).toEqual([tableName, expected]);
    }
    if (name !== 'mysql') return;
    // A cluster of servers takes no rows in a table without one.
    const withoutKey = await dataSource.query(
      `SELECT t.table_name FROM information_schema.tables t LEFT JOIN information_schema.statistics s
         ON s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.index_name = 'PRIMARY'
       WHERE t.table_schema = DATABASE() AND s.index_name IS NULL`,
    );
    expect(withoutKey).toEqual([]);
    const others = await dataSource.query(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()
       AND collation_name <> 'utf8mb4_0900_bin' AND table_name NOT IN (?, ?, ?)`,
      NO_ENTITY,
    );
    expect(others).toEqual([]);
  });

  /** One row a column of an index, in order; without those that SQLite adds by itself. */
  function indexColumns(): Promise<{ table: string; index: string; column: string }[]> {
    return dataSource.query(
      name === 'mysql'
        ? `SELECT table_name AS \`table\`, index_name AS \`index\`, column_name AS \`column\`
           FROM information_schema.statistics WHERE table_schema = DATABASE()
           ORDER BY table_name, index_name, seq_in_index`
        : `SELECT * FROM (SELECT m.name AS "table", CASE l.origin WHEN 'pk' THEN 'PRIMARY' ELSE l.name END AS "index",
             i.name AS "column" FROM sqlite_master m JOIN pragma_index_list(m.name) l
             JOIN pragma_index_info(l.name) i WHERE m.type = 'table' ORDER BY m.name, l.name, i.seqno)`,
    );
  }
});
