import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMysql, type TestMysql } from './mysql-server.ts';

declare global {
  var testMysql: TestMysql | undefined;
}

/**
 * Finds or starts the databases of the run, chooses its seed and creates a folder that its workers share. The
 * environment passes these on to the workers.
 */
export default async function globalSetup(): Promise<void> {
  const wanted = (process.env.TEST_DATABASES ?? 'sqlite,mysql').split(',').map((name) => name.trim());
  process.env.TEST_DATABASES = wanted.join(',');
  process.env.TEST_SEED ??= String(Math.floor(Math.random() * 2 ** 31));
  process.env.TEST_RUN_FOLDER = await mkdtemp(join(tmpdir(), 'invitedesk-run-'));
  if (wanted.includes('mysql')) {
    globalThis.testMysql = await startMysql();
    process.env.TEST_MYSQL_SERVER = globalThis.testMysql.url;
    process.env.TEST_MYSQL_DESCRIPTION = globalThis.testMysql.description;
  }
}
