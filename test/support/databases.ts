import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { createConnection } from 'mysql2/promise';

export type DatabaseName = 'sqlite' | 'mysql';

/** A fresh, empty database. */
export interface TestDatabase {
  readonly name: DatabaseName;
  /** For DATABASE_URL. */
  readonly url: string;
  drop(): Promise<void>;
}

/** The databases that this run tests on. */
export const databaseNames = (process.env.TEST_DATABASES ?? 'sqlite').split(',') as DatabaseName[];

/** The environment of each service of the run: `TEST_DIALECT` chooses the SQL that MySQL is sent. */
export const dialectOfRun: Readonly<Record<string, string>> = process.env.TEST_DIALECT
  ? { DATABASE_DIALECT: process.env.TEST_DIALECT }
  : {};

/** Describes the same tests once for every database of the run. */
export function onEveryDatabase(title: string, tests: (name: DatabaseName) => void): void {
  for (const name of databaseNames) describe(`${title} [${name}]`, () => tests(name));
}

/** `describe` for tests of MySQL alone: skipped in a run without it. */
export const describeOnMysql = databaseNames.includes('mysql') ? describe : describe.skip;

/** Creates an empty database; the service migrates it when it starts. */
export async function createDatabase(name: DatabaseName): Promise<TestDatabase> {
  if (name === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'invitedesk-test-'));
    return {
      name,
      url: `sqlite:${join(folder, 'test.sqlite')}`,
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const server = process.env.TEST_MYSQL_SERVER;
  if (server === undefined) throw new Error('TEST_MYSQL_SERVER is not set: run the tests with npm test');
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${database}`);
  return { name, url: `${server}/${database}`, drop: () => onServer(server, `DROP DATABASE ${database}`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query(statement);
  await connection.end();
}
