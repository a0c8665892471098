import { rm } from 'node:fs/promises';
import type { TestMysql } from './mysql-server.ts';

/** Stops what the global set-up started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { testMysql?: TestMysql }).testMysql?.stop();
  const folder = process.env.TEST_RUN_FOLDER;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
