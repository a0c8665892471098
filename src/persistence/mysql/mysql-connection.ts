import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import { OutcomeUnknown, type SqlValue } from '../database/database.js';
import { isLockedByOthers, isRefused } from './mysql-errors.js';
import { execute, send } from './mysql-statements.js';
import { close, PoolGuard } from './pool-guard.js';

export function connectionOf(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });
}

/** Runs one query on a connection of a pool. */
export async function read(pool: Pool, sql: string, params: readonly SqlValue[]): Promise<RowDataPacket[]> {
  const connection = await connectionOf(pool);
  try {
    const rows = await execute<RowDataPacket[]>(connection, sql, params);
    connection.release();
    return rows;
  } catch (error) {
    if (PoolGuard.hear(connection, error)) close(connection);
    else connection.release();
    throw error;
  }
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

/**
 * Takes back what is not committed, and gives the connection back to its pool.
 * @param error why
 */
export async function rollBack(connection: PoolConnection, error: unknown): Promise<void> {
  if (PoolGuard.hear(connection, error)) {
    close(connection);
    return;
  }
  await send(connection, 'ROLLBACK').then(
    () => connection.release(),
    () => close(connection),
  );
}

/**
 * Answers for each statement how many rows it has matched, or the number that it selects.
 * @param sendsSeveral whether they may be sent in one go
 */
export async function countsOf(
  connection: PoolConnection,
  statements: readonly string[],
  sendsSeveral: boolean,
): Promise<number[]> {
  if (statements.length === 0) return [];
  if (sendsSeveral) {
    const answers = await send(connection, statements.join(';'));
    return (statements.length === 1 ? [answers] : (answers as unknown[])).map(countIn);
  }
  const counts: number[] = [];
  for (const statement of statements) {
    counts.push(
      await send(connection, statement).then(countIn, (error: unknown) => {
        // As `SKIP LOCKED` has it: nothing is matched.
        if (isLockedByOthers(error)) return 0;
        throw error;
      }),
    );
  }
  return counts;
}

function countIn(answer: unknown): number {
  return Array.isArray(answer)
    ? Number(Object.values(answer[0] as object)[0])
    : (answer as ResultSetHeader).affectedRows;
}
