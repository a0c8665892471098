import { existsSync } from 'node:fs';
import type { QueryRunner } from 'typeorm';
import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { openDataSource } from '../database/data-source.js';
import { MIGRATIONS, MIGRATIONS_TABLE } from '../migrations/migrations.js';
import { checkUpgrade, type UpgradeFound } from './upgrade-check.js';

/** The exit code of a release that cannot be rolled out beside the last one; 1 says that the check has failed. */
const STOP_FIRST = 2;

/** `npm run upgrade:check`: says whether this release can run beside the one that has made the database. */
async function main(): Promise<void> {
  const config = readConfig();
  const { database } = config;
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    throw new Error(`there is no database at ${database.path}`);
  }
  const dataSource = await openDataSource(config);
  const runner = dataSource.createQueryRunner();
  const applied = await appliedIn(runner).finally(async () => {
    await runner.release();
    await dataSource.destroy();
  });
  const found = checkUpgrade(applied, MIGRATIONS);
  console.log(linesOf(found).join('\n'));
  if (!found.isRolling) process.exitCode = STOP_FIRST;
}

async function appliedIn(runner: QueryRunner): Promise<string[]> {
  if (!(await runner.hasTable(MIGRATIONS_TABLE))) return [];
  const rows = (await runner.query(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`)) as {
    name: string;
  }[];
  return rows.map(({ name }) => name);
}

function linesOf({ pending, isRolling, then }: UpgradeFound): string[] {
  if (pending.length === 0) return ['rolling: the schema is up to date'];
  const steps = isRolling
    ? ['npm run migration:run', 'replace the processes of the last release one by one (kill -HUP)']
    : ['stop all processes of the last release', 'npm run migration:run', 'start this release'];
  const count = pending.length === 1 ? '1 migration' : `${pending.length} migrations`;
  return [
    `${isRolling ? 'rolling' : 'stop first'}: ${count} to apply`,
    ...pending.map(({ name, upgrade: { besideLastRelease, reason } }) =>
      besideLastRelease === 'rolling' ? `  ${name}: rolling` : `  ${name}: stop first (${reason ?? ''})`,
    ),
    ...[...steps, ...then.map((script) => `npm run ${script}`)].map((step, index) => `${index + 1}. ${step}`),
  ];
}

main().catch(failStart);
