import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config.js';
import { openDatabase } from '../database/open-database.js';
import { MIGRATIONS, MIGRATIONS_TABLE } from '../migrations/migrations.js';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';
import { verify, type TenantFound, type Verified } from '../verify/verify.js';

/** Customers' directories are in it. */
const OWNER_ONLY = 0o600;

export type Report = (found: TenantFound) => void;

/** Makes an empty file that nobody else may read. */
export function createPrivate(path: string): void {
  closeSync(openSync(path, 'wx', OWNER_ONLY));
}

/**
 * Checks a copy that nobody else has open, brings its schema up to date, and leaves all of it in its one file, on the
 * disk.
 * @throws Error when SQLite finds it damaged, or its schema is none of this build or of an earlier release
 */
export async function checkCopy(path: string, config: Config, report: Report): Promise<Verified> {
  checkFile(path);
  const database = await openDatabase({
    ...config,
    database: { kind: 'sqlite', path },
    migrateOnStart: true,
  });
  const verified = await verify(database, report).finally(() => database.close());
  const connection = new (sqliteDriver())(path);
  // In WAL mode a part could be in the file beside it.
  connection.pragma('journal_mode = DELETE');
  connection.close();
  flush(path);
  return verified;
}

/** Removes a copy with what SQLite keeps beside it. */
export function removeCopy(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Makes a new name in a folder durable. */
export function flushFolderOf(path: string): void {
  flush(dirname(path));
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function checkFile(path: string): void {
  const connection = new (sqliteDriver())(path, { fileMustExist: true });
  try {
    const complaints = connection.pragma('integrity_check(1)', { simple: true });
    if (complaints !== 'ok') throw new Error(`the file is damaged: ${String(complaints)}`);
    const tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?");
    if (tables.get(MIGRATIONS_TABLE) === undefined) throw new Error('the file is no database of InviteDesk');
    const applied = connection.prepare<[], { name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`).all();
    const known = new Set(MIGRATIONS.map(({ name }) => name));
    const unknown = applied.find(({ name }) => !known.has(name));
    if (unknown !== undefined) {
      throw new Error(`this build does not know the schema of the file (migration ${unknown.name})`);
    }
  } finally {
    connection.close();
  }
}
