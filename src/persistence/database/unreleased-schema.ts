import type { QueryRunner } from 'typeorm';

const MIGRATIONS_TABLE = 'schema_migrations';
/** Timestamp of the first released migration. A database with an older migration comes from an unreleased build. */
const FIRST_SCHEMA = 1_795_824_000_000;

/**
 * Refuses the schema of an unreleased build, which no migration upgrades. The schema of a newer build is accepted:
 * processes of both builds may run during a roll-out.
 * @throws Error naming the reason
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
