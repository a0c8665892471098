import { startMysql, type TestMysql } from './mysql-server.ts';

declare global {
  var testMysql: TestMysql | undefined;
}

/** Finds or starts the databases of the run and chooses its seed; workers learn of them through the environment. */
export default async function globalSetup(): Promise<void> {
  const wanted = (process.env.TEST_DATABASES ?? 'sqlite,mysql').split(',').map((name) => name.trim());
  process.env.TEST_DATABASES = wanted.join(',');
  process.env.TEST_SEED ??= String(Math.floor(Math.random() * 2 ** 31));
  if (wanted.includes('mysql')) {
    globalThis.testMysql = await startMysql();
    process.env.TEST_MYSQL_SERVER = globalThis.testMysql.url;
    process.env.TEST_MYSQL_DESCRIPTION = globalThis.testMysql.description;
  }
}
