import { SEARCH_LIMIT_MS } from './database.js';
import { sql, type Sql } from './sql.js';

/** For `Dialect.increment`. */
export interface Increment {
  readonly table: Sql;
  readonly column: Sql;
  /** Further assignments of the same `UPDATE`. */
  readonly further: Sql;
  /** A condition that one row at most satisfies. */
  readonly where: Sql;
}

/** The statements that add 1 to a column and tell the new value. */
export interface Incrementing {
  readonly update: Sql;
  /** Reads the new value; null where the answer to `update` carries it. */
  readonly read: Sql | null;
}

/** Everything in which the SQL of the databases differs. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** `INSERT` that skips rows whose key exists: followed by `INTO table …`. */
  readonly insertIgnore: string;
  /**
   * Appended to a `SELECT` in a transaction: locks its rows until the transaction ends. Empty for SQLite, which has one
   * writer.
   */
  readonly forUpdate: string;
  readonly forShare: string;
  /**
   * Follows `forUpdate` or `forShare` in a statement that must not wait for locks: the rows that others have locked are
   * left out; with `NOWAIT`, one such row makes the whole statement fail.
   */
  readonly withoutWaiting: ' SKIP LOCKED' | ' NOWAIT' | '';
  /** Whether several statements may be sent as one text. */
  readonly sendsSeveral: boolean;
  /** The clause after `VALUES …` that overwrites `columns` when `key` exists. */
  onDuplicateKey(key: readonly string[], columns: readonly string[]): string;
  /**
   * The clause after `VALUES …` that carries out `assignments` when `key` exists. An assignment names a stored value by
   * its table, and the new value by `added(column)`.
   */
  merging(
    key: readonly string[],
    assignments: (added: (column: string) => string) => readonly string[],
  ): string;
  /** Whether the process can do nothing else while a statement that it has sent is carried out. */
  readonly readsBlock: boolean;
  /** `SELECT` that the MySQL server ends after `SEARCH_LIMIT_MS`. */
  readonly selectInTime: string;
  /** Joins tables in the written order, whatever the statistics of freshly filled tables say. */
  readonly joinInOrder: string;
  /** Index hint, placed after a table. */
  byIndex(name: string): string;
  /**
   * Index hint for the primary key (`PRIMARY`) or a unique key. Empty for SQLite, which picks these keys without a
   * hint.
   */
  byKey(name: string): string;
  /** Aggregates rows to a JSON array of arrays of their columns; null or an empty array when there are no rows. */
  jsonRows(columns: string): string;
  /**
   * Aggregates texts to their number, `;` and the texts with commas between; null where that may not be done in a
   * subquery with a limit of its own. The statement begins with `selectLists`.
   */
  readonly listOf: ((text: string) => string) | null;
  /** `SELECT` in which the result of `listOf` may be long. */
  readonly selectLists: string;
  /** The length of a text in bytes. */
  byteLength(text: string): string;
  /** The greater of two values. */
  greatest(a: string, b: string): string;
  least(a: string, b: string): string;
  /** The database's time in microseconds since 1970, the same all through a statement. */
  readonly nowMicros: string;
  /** The same in milliseconds. */
  readonly nowMillis: string;
  /** For `Statements.next`: adds 1 to a column of one row. */
  increment(increment: Increment): Incrementing;
  /** `expression` contains `text`, compared byte by byte. */
  contains(expression: Sql, text: string): Sql;
  endsWith(expression: Sql, text: string): Sql;
}

/** Bytes of a list of some thousands of ids. Without it, MySQL cuts off at 1,024 bytes. */
const LONGEST_LIST = 1_048_576;

const mysql: Dialect = {
  name: 'mysql',
  insertIgnore: 'INSERT IGNORE',
  forUpdate: ' FOR UPDATE',
  forShare: ' FOR SHARE',
  withoutWaiting: ' SKIP LOCKED',
  sendsSeveral: true,
  onDuplicateKey: (_key, columns) =>
    ` AS new ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = new.${column}`).join(', ')}`,
  merging: (_key, assignments) =>
    ` AS new ON DUPLICATE KEY UPDATE ${assignments((column) => `new.${column}`).join(', ')}`,
  readsBlock: false,
  selectInTime: `SELECT /*+ MAX_EXECUTION_TIME(${SEARCH_LIMIT_MS}) */`,
  joinInOrder: 'STRAIGHT_JOIN',
  byIndex: (name) => `FORCE INDEX (${name})`,
  byKey: (name) => `FORCE INDEX (${name})`,
  jsonRows: (columns) => `JSON_ARRAYAGG(JSON_ARRAY(${columns}))`,
  listOf: (text) => `CONCAT(COUNT(*), ';', GROUP_CONCAT(${text}))`,
  selectLists: `SELECT /*+ SET_VAR(group_concat_max_len = ${LONGEST_LIST}) */`,
  byteLength: (text) => `LENGTH(${text})`,
  greatest: (a, b) => `GREATEST(${a}, ${b})`,
  least: (a, b) => `LEAST(${a}, ${b})`,
  nowMicros: 'CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)',
  nowMillis: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
  // The server's response to the UPDATE then carries the new value.
  increment: ({ table, column, further, where }) => ({
    update: sql`UPDATE ${table} SET ${column} = LAST_INSERT_ID(${column} + 1), ${further} WHERE ${where}`,
    read: null,
  }),
  contains: (expression, text) => sql`LOCATE(${text}, ${expression}) > 0`,
  endsWith: (expression, text) => sql`RIGHT(${expression}, CHAR_LENGTH(${text})) = ${text}`,
};

/**
 * What servers understand that speak MySQL's protocol and most of its SQL, such as TiDB and Vitess. docs/operations.md
 * tells which of them lacks what.
 */
const portable: Dialect = {
  ...mysql,
  forShare: ' FOR UPDATE',
  withoutWaiting: ' NOWAIT',
  sendsSeveral: false,
  listOf: null,
  selectLists: 'SELECT',
  onDuplicateKey: (_key, columns) =>
    ` ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  merging: (_key, assignments) =>
    ` ON DUPLICATE KEY UPDATE ${assignments((column) => `VALUES(${column})`).join(', ')}`,
  // The row is locked by then: nobody changes it before the transaction ends.
  increment: ({ table, column, further, where }) => ({
    update: sql`UPDATE ${table} SET ${column} = ${column} + 1, ${further} WHERE ${where}`,
    read: sql`SELECT ${column} AS next FROM ${table} WHERE ${where}`,
  }),
};

const sqlite: Dialect = {
  name: 'sqlite',
  insertIgnore: 'INSERT OR IGNORE',
  forUpdate: '',
  forShare: '',
  withoutWaiting: '',
  sendsSeveral: true,
  onDuplicateKey: (key, columns) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  merging: (key, assignments) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${assignments((column) => `excluded.${column}`).join(', ')}`,
  readsBlock: true,
  selectInTime: 'SELECT',
  joinInOrder: 'CROSS JOIN',
  byIndex: (name) => `INDEXED BY ${name}`,
  byKey: () => '',
  jsonRows: (columns) => `json_group_array(json_array(${columns}))`,
  listOf: (text) => `COUNT(*) || ';' || group_concat(${text})`,
  selectLists: 'SELECT',
  byteLength: (text) => `octet_length(${text})`,
  greatest: (a, b) => `max(${a}, ${b})`,
  least: (a, b) => `min(${a}, ${b})`,
  nowMicros: "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
  nowMillis: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  increment: ({ table, column, further, where }) => ({
    update: sql`UPDATE ${table} SET ${column} = ${column} + 1, ${further} WHERE ${where} RETURNING ${column} AS next`,
    read: null,
  }),
  contains: (expression, text) => sql`instr(${expression}, ${text}) > 0`,
  // In SQLite, `substr(x, -0)` is all of x rather than an empty text.
  endsWith: (expression, text) =>
    text === '' ? sql`${expression} IS NOT NULL` : sql`substr(${expression}, -length(${text})) = ${text}`,
};

/**
 * The beginning of a DELETE with an index hint for MySQL, where DELETE takes hints only in a comment. Without the hint,
 * fresh statistics occasionally make MySQL read all rows of a tenant. SQLite ignores the comment.
 */
export function deletingBy(table: string, index: string): string {
  return `DELETE /*+ INDEX(${table} ${index}) */ FROM ${table}`;
}

export const DIALECTS = { mysql, portable, sqlite } as const;
