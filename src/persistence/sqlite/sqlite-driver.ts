import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';

/** Version 13 needs Node-API 10, which Node.js has since 22.14. */
const NODE_API = 10;

const require = createRequire(import.meta.url);

/**
 * The SQLite driver.
 * @throws Error when npm has not installed it
 */
export function sqliteDriver(): typeof Sqlite {
  return require(sqliteDriverFile()) as typeof Sqlite;
}

/**
 * The module name of better-sqlite3 in the version that this Node.js can run: 13, or 12 where Node-API is too old for
 * it. Both have the same interface. Version 12, compiled for Node.js 24.19 or later, aborts the process as soon as a
 * statement is garbage-collected (https://github.com/nodejs/node/issues/65446).
 * @throws Error, with instructions, when npm has not installed it: both versions are optional, since MySQL needs
 *   neither
 */
export function sqliteDriverFile(): string {
  const name = Number(process.versions.napi) >= NODE_API ? 'better-sqlite3-13' : 'better-sqlite3';
  try {
    return require.resolve(name);
  } catch (error) {
    throw new Error(
      `The SQLite driver ${name} is not installed: run "npm ci" with this Node.js (${process.version}). ` +
        'Where npm has to compile it, that needs Python 3, make and a C++ compiler',
      { cause: error },
    );
  }
}
