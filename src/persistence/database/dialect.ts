import { SEARCH_LIMIT_MS } from './database.js';
import { sql, type Sql } from './sql.js';

/** All that differs between the two databases in the statements of this product. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** `INSERT` that leaves out rows whose key exists: followed by `INTO table …`. */
  readonly insertIgnore: string;
  /** Appended to a `SELECT` in a transaction: locks the rows until its end. SQLite has one writer anyway. */
  readonly forUpdate: string;
  readonly forShare: string;
  /** What follows `VALUES …` to overwrite `columns` when the `key` exists. */
  onDuplicateKey(key: readonly string[], columns: readonly string[]): string;
  /**
   * What follows `VALUES …` to carry out assignments when the `key` exists: they name a stored value by its table, and
   * the one that comes in by what they are given.
   */
  merging(key: readonly string[], assignments: (added: string) => readonly string[]): string;
  /** `SELECT` that the server ends after `SEARCH_LIMIT_MS`; SQLite has no server. */
  readonly selectInTime: string;
  /** A join in the order written, whatever the statistics say of tables that have just been filled. */
  readonly joinInOrder: string;
  /** Behind a table: the index to go by. */
  byIndex(name: string): string;
  /** The same for the primary key (`PRIMARY`) or a unique key, which SQLite takes by itself. */
  byKey(name: string): string;
  /** Aggregates rows to a JSON list of lists of their columns; null or an empty list without rows. */
  jsonRows(columns: string): string;
  /** How many bytes a text takes. */
  byteLength(text: string): string;
  /** The greater of two values. */
  greatest(a: string, b: string): string;
  least(a: string, b: string): string;
  /** For `Statements.next`: adds 1 to a column and tells the result, at the end of an `UPDATE`. */
  increment(column: string): { readonly assignment: string; readonly returning: string };
  /** `expression` contains `text`, compared byte by byte. */
  contains(expression: Sql, text: string): Sql;
  endsWith(expression: Sql, text: string): Sql;
}

const mysql: Dialect = {
  name: 'mysql',
  insertIgnore: 'INSERT IGNORE',
  forUpdate: ' FOR UPDATE',
  forShare: ' FOR SHARE',
  onDuplicateKey: (_key, columns) =>
    ` AS new ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = new.${column}`).join(', ')}`,
  merging: (_key, assignments) => ` AS new ON DUPLICATE KEY UPDATE ${assignments('new').join(', ')}`,
  selectInTime: `SELECT /*+ MAX_EXECUTION_TIME(${SEARCH_LIMIT_MS}) */`,
  joinInOrder: 'STRAIGHT_JOIN',
  byIndex: (name) => `FORCE INDEX (${name})`,
  byKey: (name) => `FORCE INDEX (${name})`,
  jsonRows: (columns) => `JSON_ARRAYAGG(JSON_ARRAY(${columns}))`,
  byteLength: (text) => `LENGTH(${text})`,
  greatest: (a, b) => `GREATEST(${a}, ${b})`,
  least: (a, b) => `LEAST(${a}, ${b})`,
  // The answer to the UPDATE then carries the new value.
  increment: (column) => ({ assignment: `${column} = LAST_INSERT_ID(${column} + 1)`, returning: '' }),
  contains: (expression, text) => sql`LOCATE(${text}, ${expression}) > 0`,
  endsWith: (expression, text) => sql`RIGHT(${expression}, CHAR_LENGTH(${text})) = ${text}`,
};

const sqlite: Dialect = {
  name: 'sqlite',
  insertIgnore: 'INSERT OR IGNORE',
  forUpdate: '',
  forShare: '',
  onDuplicateKey: (key, columns) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  merging: (key, assignments) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${assignments('excluded').join(', ')}`,
  selectInTime: 'SELECT',
  joinInOrder: 'CROSS JOIN',
  byIndex: (name) => `INDEXED BY ${name}`,
  byKey: () => '',
  jsonRows: (columns) => `json_group_array(json_array(${columns}))`,
  byteLength: (text) => `octet_length(${text})`,
  greatest: (a, b) => `max(${a}, ${b})`,
  least: (a, b) => `min(${a}, ${b})`,
  increment: (column) => ({
    assignment: `${column} = ${column} + 1`,
    returning: ` RETURNING ${column} AS next`,
  }),
  contains: (expression, text) => sql`instr(${expression}, ${text}) > 0`,
  // substr(x, -0) is all of x, not its empty end.
  endsWith: (expression, text) =>
    text === '' ? sql`${expression} IS NOT NULL` : sql`substr(${expression}, -length(${text})) = ${text}`,
};

/**
 * The beginning of a DELETE that goes by an index of MySQL, which has no other way to say so there. Without it, fresh
 * statistics make it read all rows of a tenant now and then. To SQLite it is a comment.
 */
export function deletingBy(table: string, index: string): string {
  return `DELETE /*+ INDEX(${table} ${index}) */ FROM ${table}`;
}

export const DIALECTS = { mysql, sqlite } as const;
