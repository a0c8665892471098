import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { SqlValue, Transaction } from '../database/database.js';
import { textOf, type MysqlCommitBatch } from './commit-batch.js';
import { execute, send } from './mysql-statements.js';
import { insertsWithLiterals } from './sql-literals.js';

/** Characters of a statement that adds rows at once: some hundred rows, which take less than a millisecond to write. */
const MAX_INSERT = 65_536;

/**
 * The transaction on a connection.
 * @param batch the statements that are sent with its COMMIT
 * @param onStatement hears of each statement that is sent at once
 */
export function transactionOn(
  connection: PoolConnection,
  batch: MysqlCommitBatch,
  onStatement: ((sql: string) => void) | null,
): Transaction {
  const rowsOf = (sql: string, params: readonly SqlValue[]): Promise<RowDataPacket[]> => {
    onStatement?.(sql);
    return execute<RowDataPacket[]>(connection, sql, params);
  };
  const change = (sql: string, params: readonly SqlValue[]): Promise<ResultSetHeader> => {
    onStatement?.(sql);
    return execute<ResultSetHeader>(connection, sql, params);
  };
  return {
    rows: <Row extends object>(sql: string, params: readonly SqlValue[] = []) =>
      rowsOf(sql, params) as Promise<unknown> as Promise<Row[]>,
    run: async (sql, params = []) => (await change(sql, params)).affectedRows,
    insert: async (added) => {
      let inserted = 0;
      // A statement with thousands of parameters takes ten times as long to encode.
      for (const text of insertsWithLiterals(added, MAX_INSERT)) {
        onStatement?.(textOf(added));
        inserted += ((await send(connection, text)) as ResultSetHeader).affectedRows;
      }
      return inserted;
    },
    next: async ({ update, read }) => {
      const { affectedRows, insertId } = await change(update.text, update.params);
      if (affectedRows === 0) return null;
      if (read === null) return insertId;
      const [row] = await rowsOf(read.text, read.params);
      return Number(row?.next);
    },
    slot: batch.slot,
    at: batch.at,
    addStatement: (sql, params) => batch.addStatement(sql, params),
    addKeyedChange: (change) => batch.addKeyedChange(change),
    addRows: (added) => batch.addRows(added),
  };
}
