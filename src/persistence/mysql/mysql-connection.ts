import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import { OutcomeUnknown, type SqlValue } from '../database/database.js';
import type { Verdict } from '../database/retry.js';
import { RESPONSE_TIMEOUT } from './response-timeout.js';

const QUERY_TIMEOUT = 3024;

/** A statement was refused, so that the transaction was not committed with it. */
const REFUSED = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_DUP_ENTRY',
  'ER_BAD_NULL_ERROR',
  'ER_DATA_TOO_LONG',
  'ER_WARN_DATA_OUT_OF_RANGE',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  // Also when the server has become a replica before the commit: it rolls back.
  'ER_OPTION_PREVENTS_STATEMENT',
]);

/** Passes with time. */
const LOST_CONNECTION = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_USER_LIMIT_REACHED',
  // The server is there and does not let us in: a password just changed, a restore under way.
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  // A replica that is not the primary yet.
  'ER_OPTION_PREVENTS_STATEMENT',
  // Others have prepared all that the server keeps.
  'ER_MAX_PREPARED_STMT_COUNT_REACHED',
]);

/** mysql2's own promises take a stack trace for every statement: a twentieth of a request. */
export function execute<Result extends RowDataPacket[] | ResultSetHeader>(
  on: Pool | PoolConnection,
  sql: string,
  params: readonly SqlValue[],
): Promise<Result> {
  return new Promise((resolve, reject) => {
    on.execute<Result>(sql, params as SqlValue[], (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

export function connectionOf(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });
}

/**
 * Ends a transaction.
 * @param texts statements to be sent one text after the other; the last one ends in COMMIT
 * @throws OutcomeUnknown when it may be committed or not; any other error when it is not committed
 */
export async function commit(connection: PoolConnection, texts: readonly string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    await send(connection, text).catch((error: unknown) => {
      const isLast = index === texts.length - 1;
      throw isLast && !isRefused(error) ? new OutcomeUnknown(error) : error;
    });
  }
  connection.release();
}

/** Whether the server has refused to commit. */
export function isRefused(error: unknown): boolean {
  return REFUSED.has((error as { code?: string }).code ?? '');
}

/**
 * Takes back what is not committed, and gives the connection back to its pool.
 * @param error why
 */
export async function rollBack(connection: PoolConnection, error: unknown): Promise<void> {
  await send(connection, 'ROLLBACK').then(
    () => {
      if (isReadOnly(error)) connection.destroy();
      else connection.release();
    },
    () => connection.destroy(),
  );
}

/** Whether the server has become a replica: the address may lead to another one by now, which new connections find. */
export function isReadOnly(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'ER_OPTION_PREVENTS_STATEMENT';
}

/** Sends statements in one go; answers for each how many rows it has matched, or the number that it selects. */
export async function countsOf(connection: PoolConnection, statements: readonly string[]): Promise<number[]> {
  if (statements.length === 0) return [];
  const answers = await send(connection, statements.join(';'));
  return (statements.length === 1 ? [answers] : (answers as unknown[])).map((answer) =>
    Array.isArray(answer)
      ? Number(Object.values(answer[0] as object)[0])
      : (answer as ResultSetHeader).affectedRows,
  );
}

function send(connection: PoolConnection, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(text, (error, answers) => {
      if (error) reject(error);
      else resolve(answers);
    });
  });
}

/** Deadlocks and lost connections left nothing behind and may be tried again. */
export function verdict(error: unknown): Verdict {
  const { errno, code } = error as { errno?: number; code?: string };
  // The client has waited for 10 seconds by then: it gets 503 rather than another try.
  if (errno === QUERY_TIMEOUT) return 'too long';
  if (code === RESPONSE_TIMEOUT || code === 'ETIMEDOUT') return 'give up';
  if (code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT') return 'retry';
  return code !== undefined && LOST_CONNECTION.has(code) ? 'retry' : 'fail';
}
