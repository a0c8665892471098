import { createPool, type Connection, type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import type { DataSource } from 'typeorm';
import { PoolGuard } from './pool-guard.js';
import type { PrimaryCheck } from './primary-check.js';

/** MySQL's own default, whatever the server's is: strict, and a backslash escapes. */
const SQL_MODE = [
  'ONLY_FULL_GROUP_BY',
  'STRICT_TRANS_TABLES',
  'NO_ZERO_IN_DATE',
  'NO_ZERO_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
].join(',');

/** What a statement means: the same on every connection, whatever the server gives to new ones. */
const MEANING = `SET NAMES utf8mb4 COLLATE utf8mb4_bin, SESSION sql_mode = '${SQL_MODE}', SESSION time_zone = '+00:00',
  SESSION autocommit = 1, SESSION completion_type = 'NO_CHAIN', SESSION foreign_key_checks = 1,
  SESSION sql_safe_updates = 0, SESSION sql_select_limit = DEFAULT`;

/** Opens a pool each of whose connections begins with `MEANING`. */
export function openPool(options: PoolOptions): Pool {
  const pool = createPool(options);
  pool.on('connection', (connection: PoolConnection) => begin(connection, MEANING));
  return pool;
}

/** The same, each of whose connections leads to the primary. */
export function openGuardedPool(options: PoolOptions, check: PrimaryCheck): Pool {
  const pool = openPool(options);
  PoolGuard.over(pool, check);
  return pool;
}

/**
 * Sends what a connection begins with, before anything else that is sent on it. Where it is refused the connection
 * ends, so that nothing is carried out without it.
 */
export function begin(connection: PoolConnection, settings: string): void {
  connection.query(settings, (error) => {
    if (error) streamOf(connection).destroy(new Error(refusal(error.message), { cause: error }));
  });
}

/**
 * Makes sure that connections are as they were told to be: what stands between may have kept it from the server.
 * @throws Error that says what is otherwise
 */
export async function checkSession(dataSource: Pick<DataSource, 'query'>): Promise<void> {
  const [row] = await dataSource.query<{ mode: string }[]>('SELECT @@SESSION.sql_mode AS mode');
  const modes = (text: string) => text.split(',').sort().join();
  const { mode = '' } = row ?? {};
  if (modes(mode) !== modes(SQL_MODE)) throw new Error(refusal(`its sql_mode is '${mode}'`));
}

function refusal(reason: string): string {
  return `the database does not take the settings that each connection of the service needs (${reason})`;
}

/**
 * The driver that TypeORM is given. It writes values into the text of a statement, escaped as one mode of the server
 * reads them; here they are sent apart from it, by a prepared statement.
 */
export function preparingDriver(check: PrimaryCheck): { createPool(options: PoolOptions): Pool } {
  return {
    createPool: (options) => {
      const pool = openGuardedPool({ ...options, queryFormat }, check);
      pool.on('connection', prepareValues);
      return pool;
    },
  };
}

/** mysql2 asks for the text of each statement that is not prepared. */
export function queryFormat(text: string, values: unknown): string {
  if (Array.isArray(values) ? values.length > 0 : values !== undefined) {
    throw new Error('A statement with values is prepared: they are never written into its text');
  }
  return text;
}

function prepareValues(connection: PoolConnection): void {
  const send = connection.query.bind(connection) as (...args: unknown[]) => unknown;
  const query = (...args: unknown[]): unknown => {
    const [text, values, callback] = args;
    return typeof text === 'string' && Array.isArray(values) && values.length > 0
      ? connection.execute(text, values as string[], callback as () => void)
      : send(...args);
  };
  connection.query = query as PoolConnection['query'];
}

/** mysql2 has no other way to end a connection with a reason. */
function streamOf(connection: Connection): { destroy(error: Error): void } {
  return (connection as unknown as { stream: { destroy(error: Error): void } }).stream;
}
