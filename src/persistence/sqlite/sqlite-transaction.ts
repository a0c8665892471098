import type { SqlValue, Transaction } from '../database/database.js';
import { keyedSql } from '../database/batched-reads.js';
import type { Stretches } from '../database/stretches.js';
import type { PreparedConnection } from './sqlite-connection.js';
import { insertsOf } from './sqlite-inserts.js';

/**
 * The transaction under way on the writing connection: there is one at a time.
 * @param stretches of that transaction: the driver is synchronous, so other requests are served between two statements
 * @param hear is called with each statement
 */
export function transactionOn(
  writer: PreparedConnection,
  stretches: Stretches,
  hear: (sql: string) => void,
): Transaction {
  const inStretches = async <T>(statement: () => T): Promise<T> => {
    const pause = stretches.next();
    if (pause !== null) await pause;
    return statement();
  };
  const change = (sql: string, params: readonly SqlValue[]): Promise<number> => {
    hear(sql);
    return inStretches(() => writer.run(sql, params));
  };
  return {
    rows: <Row extends object>(sql: string, params: readonly SqlValue[] = []) => {
      hear(sql);
      return inStretches(() => writer.rows<Row>(sql, params));
    },
    run: (sql, params = []) => change(sql, params),
    insert: async (added) => {
      let inserted = 0;
      for (const { sql, params } of insertsOf(added)) inserted += await change(sql, params);
      return inserted;
    },
    next: ({ update: { text, params } }) => {
      hear(text);
      return inStretches(() => writer.rows<{ next: number }>(text, params)[0]?.next ?? null);
    },
    slot: 0,
    get at() {
      return Date.now();
    },
    addStatement: (sql, params) => {
      hear(sql);
      writer.run(sql, params);
    },
    addKeyedChange: ({ statement, key, tail = '' }) => {
      const sql = keyedSql(statement.text, 1) + tail;
      hear(sql);
      writer.run(sql, [...statement.params, key]);
    },
    addRows: (added) => {
      for (const { sql, params } of insertsOf(added)) {
        hear(sql);
        writer.run(sql, params);
      }
    },
  };
}
