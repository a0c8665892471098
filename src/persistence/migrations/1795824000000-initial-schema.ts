import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createGeneratedColumnsTable,
  dropGeneratedColumnsTable,
  noteGeneratedColumn,
} from '../database/generated-columns.js';
import { refuseUnreleasedSchema } from '../database/unreleased-schema.js';
import { credentialTables } from './initial-schema/credential-tables.js';
import { logTables } from './initial-schema/log-tables.js';
import { GENERATED_COLUMNS, resourceTables } from './initial-schema/resource-tables.js';
import type { Upgrade } from './upgrade.js';
import { MYSQL, SQLITE } from './initial-schema/table-parts.js';
import { tenantTables } from './initial-schema/tenant-tables.js';

/**
 * The whole data model. Every key of tenant data starts with `tenant_id`, so the schema can be sharded by tenant. Keys
 * compare byte by byte (binary collation); case rules are applied before storing. Types are MySQL's, which SQLite
 * accepts by affinity.
 */
export class InitialSchema1795824000000 implements MigrationInterface {
  static readonly upgrade: Upgrade = { besideLastRelease: 'rolling' };

  async up(runner: QueryRunner): Promise<void> {
    await refuseUnreleasedSchema(runner);
    for (const statement of statementsFor(runner)) await runner.query(statement);
    // TypeORM may have created the table, without a primary key, before the first migration.
    await dropGeneratedColumnsTable(runner);
    await createGeneratedColumnsTable(runner);
    for (const [column, expression] of GENERATED_COLUMNS) {
      await noteGeneratedColumn(runner, 'groups', column, expression);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropGeneratedColumnsTable(runner);
    const tables = statementsFor(runner).flatMap((text) => /^CREATE TABLE (\S+)/.exec(text)?.[1] ?? []);
    for (const table of tables.reverse()) await runner.query(`DROP TABLE ${table}`);
  }
}

function statementsFor(runner: QueryRunner): string[] {
  const parts = runner.dataSource.options.type === 'mysql' ? MYSQL : SQLITE;
  return [...tenantTables(parts), ...resourceTables(parts), ...logTables(parts), ...credentialTables(parts)];
}
