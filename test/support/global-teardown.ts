import type { TestMysql } from './mysql-server.ts';

/** Stops what the set-up started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { testMysql?: TestMysql }).testMysql?.stop();
}
