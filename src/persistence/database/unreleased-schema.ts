import type { QueryRunner } from 'typeorm';

const MIGRATIONS_TABLE = 'schema_migrations';
/** When the first migration was written; databases whose migrations are older were made before there was a release. */
const FIRST_SCHEMA = 1_795_824_000_000;

/**
 * Refuses a database that no migration leads from to the schema of this build. One that a later build has made is not
 * refused: processes of both may run while a release is rolled out.
 * @throws Error that says so
 */
export async function refuseUnreleasedSchema(runner: QueryRunner): Promise<void> {
  if (!(await runner.hasTable(MIGRATIONS_TABLE))) return;
  const [found] = (await runner.query(
    `SELECT name FROM ${MIGRATIONS_TABLE} WHERE timestamp < ? ORDER BY timestamp DESC LIMIT 1`,
    [FIRST_SCHEMA],
  )) as { name: string }[];
  if (found === undefined) return;
  throw new Error(
    `the database was made by an unreleased build (its last migration is ${found.name}), and this one cannot bring it ` +
      'up to date: use an empty database, and let Entra provision it again (Restart provisioning)',
  );
}
