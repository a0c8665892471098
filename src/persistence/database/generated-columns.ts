import type { QueryRunner } from 'typeorm';

/**
 * Creates TypeORM's metadata table, in which it keeps the expressions of generated columns to compare entities with.
 * TypeORM's own version has no primary key: a MySQL cluster accepts no rows in such a table, and some servers refuse to
 * create it.
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

/** Records the expression of a generated column that a migration adds in its own SQL. */
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
