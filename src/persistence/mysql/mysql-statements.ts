import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { SqlValue } from '../database/database.js';

/** mysql2's own promises take a stack trace for every statement: a twentieth of a request. */
export function execute<Result extends RowDataPacket[] | ResultSetHeader>(
  on: PoolConnection,
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

/** Sends statements as text, several in one go where the connection may. */
export function send(connection: PoolConnection, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(text, (error, answers) => {
      if (error) reject(error);
      else resolve(answers);
    });
  });
}
