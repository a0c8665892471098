import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';

/** Version 13 uses Node-API 10, which Node.js has since 22.14. */
const NODE_API = 10;

/**
 * better-sqlite3 in the version that this Node.js can run: 13 where it has Node-API 10, and 12 on Node.js 20.
 * The two have one interface. Version 12, compiled for Node.js 24.19 or later, aborts the process as soon as a
 * statement is garbage-collected (https://github.com/nodejs/node/issues/65446); version 13 cannot, and comes compiled.
 *
 * @throws Error, with what to do, when npm could not install the version: both are optional, and MySQL needs neither.
 */
export function sqliteDriver(): typeof Sqlite {
  const name = Number(process.versions.napi) >= NODE_API ? 'better-sqlite3-13' : 'better-sqlite3';
  try {
    return createRequire(import.meta.url)(name) as typeof Sqlite;
  } catch (error) {
    throw new Error(
      `The SQLite driver ${name} cannot be loaded by Node.js ${process.version}: run "npm ci" again with this Node.js, and see why npm does not install it.`,
      { cause: error },
    );
  }
}
