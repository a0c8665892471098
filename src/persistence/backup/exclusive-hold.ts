import { existsSync } from 'node:fs';
import { sqliteDriver } from '../sqlite/sqlite-driver.js';

/** An SQLite database that no other process can open. */
export interface ExclusiveHold {
  release(): void;
}

/**
 * Keeps all other processes from a database, and leaves all of it in its one file. In WAL mode each connection has a
 * lock on the file for as long as it is open, so this finds a service that does nothing too.
 * @throws Error when another process has it open, or SQLite cannot read it
 */
export function holdExclusively(path: string): ExclusiveHold {
  const connection = new (sqliteDriver())(path, { fileMustExist: true, timeout: 0 });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    // Whoever opens the file after it was replaced must not find the WAL of this one.
    connection.pragma('journal_mode = DELETE');
    if (existsSync(`${path}-wal`)) throw new Error('its WAL is still there');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    const { code, message } = error as { code?: string; message: string };
    throw new Error(
      code?.startsWith('SQLITE_BUSY')
        ? `${path} is in use: stop the service first`
        : `${path} cannot be read (${message}): make sure that no service runs, move it away with the -wal and -shm beside it, and try again`,
      { cause: error },
    );
  }
  return { release: () => void connection.close() };
}
