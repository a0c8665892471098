import type { QueryRunner } from 'typeorm';

/**
 * TypeORM's own table of what generated columns are made of: it compares entities with it. TypeORM makes it without a
 * primary key, which a cluster of MySQL servers takes no rows in, and some servers not even the table.
 */
export async function createGeneratedColumnsTable(runner: QueryRunner): Promise<void> {
  const mysql = runner.dataSource.options.type === 'mysql';
  await runner.query(
    `CREATE TABLE IF NOT EXISTS typeorm_metadata (
      id ${mysql ? 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY' : 'INTEGER NOT NULL PRIMARY KEY'},
      type VARCHAR(255) NOT NULL,
      \`database\` VARCHAR(255) NULL,
      \`schema\` VARCHAR(255) NULL,
      \`table\` VARCHAR(255) NULL,
      name VARCHAR(255) NULL,
      value TEXT NULL
    )`,
  );
}

export async function dropGeneratedColumnsTable(runner: QueryRunner): Promise<void> {
  await runner.query('DROP TABLE IF EXISTS typeorm_metadata');
}

/** For a migration that adds a generated column by a statement of its own. */
export async function noteGeneratedColumn(
  runner: QueryRunner,
  table: string,
  column: string,
  expression: string,
): Promise<void> {
  const schema = runner.dataSource.options.type === 'mysql' ? await runner.getCurrentDatabase() : null;
  await runner.query(
    "INSERT INTO typeorm_metadata (type, `schema`, `table`, name, value) VALUES ('GENERATED_COLUMN', ?, ?, ?, ?)",
    [schema, table, column, expression],
  );
}
