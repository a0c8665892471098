import { existsSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config.js';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';
import type { Verified } from '../verify/verify.js';
import { checkCopy, createPrivate, flushFolderOf, removeCopy, type Report } from './sqlite-copy.js';

/** More than a database has: a copy in several steps would begin again with each commit of the service. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies an SQLite database, of which the service may go on writing, to a file that is there only when it is whole.
 * @param file a new one
 * @returns what `verify` says of the copy; it is kept whatever that is
 */
export async function backUp(
  source: string,
  file: string,
  config: Config,
  report: Report,
): Promise<Verified> {
  if (!existsSync(source)) throw new Error(`there is no database at ${source}`);
  const path = resolve(file);
  if (existsSync(path)) throw new Error(`${file} exists: name a new file`);
  const draft = `${path}.${process.pid}.part`;
  createPrivate(draft);
  try {
    const connection = new (sqliteDriver())(source, { readonly: true });
    await connection.backup(draft, { progress: () => ALL_PAGES }).finally(() => connection.close());
    const verified = await checkCopy(draft, config, report);
    renameSync(draft, path);
    flushFolderOf(path);
    return verified;
  } finally {
    removeCopy(draft);
  }
}
