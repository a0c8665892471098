import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../src/persistence/migrations/migrations.js';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { tableNames } from '../support/stored-rows.js';

const SOURCE = join(import.meta.dirname, '../../src');
/** TypeORM's own. */
const NO_ENTITY = ['schema_migrations', 'typeorm_metadata'];

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
});
