import { copyFileSync, existsSync, linkSync, mkdirSync, realpathSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config.js';
import type { Verified } from '../verify/verify.js';
import { holdExclusively } from './exclusive-hold.js';
import { checkCopy, createPrivate, flushFolderOf, removeCopy, type Report } from './sqlite-copy.js';

export interface Restored {
  /** What `verify` says of the database now. */
  readonly verified: Verified;
  /** Where the database is that was there before; null when there was none. */
  readonly kept: string | null;
}

/**
 * Puts a copy of a backup in the place of an SQLite database, which is kept beside it.
 * @throws Error when a process has the database open, or the backup is not whole; nothing has changed then
 */
export async function restore(
  file: string,
  target: string,
  config: Config,
  report: Report,
): Promise<Restored> {
  const path = resolve(target);
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  if (existsSync(`${file}-wal`)) throw new Error(`${file} is no backup: a part of it is in ${file}-wal`);
  const isThere = existsSync(path);
  if (isThere && realpathSync(file) === realpathSync(path)) throw new Error(`${file} is the database itself`);
  if (!isThere && existsSync(`${path}-wal`)) {
    throw new Error(`${path}-wal is left of another database: move it away first`);
  }
  mkdirSync(dirname(path), { recursive: true });
  const hold = isThere ? holdExclusively(path) : null;
  const draft = `${path}.${process.pid}.part`;
  try {
    createPrivate(draft);
    copyFileSync(file, draft);
    const verified = await checkCopy(draft, config, report);
    const kept = isThere ? `${path}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}` : null;
    // A second name: there is no moment without a database, in which a service would make an empty one.
    if (kept !== null) linkSync(path, kept);
    renameSync(draft, path);
    flushFolderOf(path);
    return { verified, kept };
  } finally {
    removeCopy(draft);
    hold?.release();
  }
}
