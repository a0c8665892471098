import type { EntityManager } from 'typeorm';
import type { Dialect } from './dialect.js';
import type { KeyedRow } from './batched-reads.js';
import type { Sql } from './sql.js';

export type SqlValue = string | number | Buffer | null;

/** What a statement can be sent to: the database itself or one transaction on it. */
export interface Statements {
  /** Runs a query with `?` placeholders; answers its rows, columns by name. */
  rows<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs a change with `?` placeholders; answers the number of rows it matched. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /** Runs an `UPDATE` of one row with `Dialect.increment`; answers the new value, or null when no row matched. */
  next(sql: string, params?: readonly SqlValue[]): Promise<number | null>;
}

/** New rows of one table. */
export interface NewRows {
  /** The statement as far as its values: `INSERT INTO table (columns) VALUES`. */
  readonly into: string;
  readonly rows: readonly (readonly SqlValue[])[];
  /** What follows the values. */
  readonly tail: string;
}

/** A change of the rows that a key leads to: it can be made for several keys in one statement. */
export interface KeyedChange {
  /** As far as the keys: it ends in `IN`. */
  readonly statement: Sql;
  readonly key: string;
  /** What follows the keys, if anything does. */
  readonly tail?: string;
}

/** The end of a transaction: what is carried out in one go with the commit, where the database can. */
export interface Ending {
  /** A small number that hardly any other transaction under way has. */
  readonly lane: number;
  /** The time, in milliseconds since 1970: the same for all changes whose statements may be joined. */
  readonly at: number;
  /** Has a change carried out when all others are. */
  atCommit(sql: string, params: readonly SqlValue[]): void;
  /**
   * The same, in one statement with others that differ in their key only where the database can. It stands where the
   * first of them does: changes of one kind must agree in all else, or they would pass those made in between.
   */
  changeAtCommit(change: KeyedChange): void;
  /** Has rows written, in one statement with others of the same table where the database can: in any order. */
  insertAtCommit(added: NewRows): void;
}

/** One transaction. */
export interface Transaction extends Statements, Ending {}

/** What a small change begins with: rows that are written whatever stands in its row. */
export interface ExpectedChange {
  readonly statement: Sql;
  /** How many rows it matches if all is as expected. */
  readonly rows: number;
  /** When fewer were matched, this counts to that number if it is right so. Null when it is always right. */
  readonly recount: Sql | null;
}

/** A change that looks at one row at most, and knows then all that it writes. */
export interface SmallChange<Row extends KeyedRow | null, T> {
  /** The row that it begins with, named as for `rowOfKey`: it stays locked. Null when it begins with none. */
  readonly row: Row extends null ? null : { readonly query: string; readonly key: string };
  readonly expected?: readonly ExpectedChange[];
  /**
   * Set for a change that locks rows of other resources as well: one transaction of a tenant at a time has such, or
   * they would wait for each other in a circle.
   */
  readonly inTurn?: boolean;
  /** Whether several may begin with one row: each is given the same object, with what those before it have set. */
  readonly sharesRow?: boolean;
  /**
   * @param effects for each expected change, whether it matched any row
   * @returns null when it needs more than that, which a change that expects anything never does
   */
  readonly work: (row: Row, ending: Ending, effects: readonly boolean[]) => T | null;
}

/** The connections of one kind, and who waits for one. */
export interface PoolState {
  readonly name: 'read' | 'write';
  readonly inUse: number;
  readonly free: number;
  readonly waiting: number;
}

/**
 * The one door to storage. Statements outside a transaction are reads of committed data;
 * every change goes through `transaction` or `entities`.
 */
export interface Database {
  readonly dialect: Dialect;
  /** Called with each statement sent, when set: tests count with it. */
  onStatement: ((sql: string) => void) | null;
  rows: Statements['rows'];
  /**
   * Runs a query of a client that may have to look at very many rows: few of them go on at the same time, fewer of one
   * tenant, and each is ended after `SEARCH_LIMIT_MS`. Nothing else waits for it.
   * @param sql begins with `Dialect.selectInTime`
   * @throws TookTooLong when it was ended
   * @throws ScimError 429 when too many of the tenant wait
   */
  search<Row extends object>(tenantId: string, sql: string, params: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Reads the row of a tenant that has a key; null when there is none.
   * @param query its first placeholder is the tenant's id; it ends in `… IN`, behind a column that is unique in
   *   the tenant and that it selects as `lookup_key`
   */
  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null>;
  /**
   * Runs `work` in a transaction: all of it or nothing. `work` is run again after a deadlock, a lock
   * time-out or a connection lost before the commit, so it must have no effect but its statements.
   * When it resolves, the changes are durable.
   * @throws DatabaseUnavailable when retries are used up
   * @throws OutcomeUnknown when the commit may have taken effect or not
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Carries out a small change in one transaction with others of the same tenant that come in at the same time, so
   * that they share its round trips and its commit. An error of `work` is its own and does not touch the others.
   * @returns null when nothing was done, which has many reasons (the row is locked or missing, a unique value is
   *   taken, the database joins nothing): `transaction` finds out
   * @throws OutcomeUnknown when the commit may have taken effect or not
   */
  together<Row extends KeyedRow | null, T>(tenantId: string, change: SmallChange<Row, T>): Promise<T | null>;
  /** `transaction` for TypeORM's entities (tenants, tokens, settings): reads and changes alike. */
  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Resolves when the database answers, however busy its connections are. */
  ping(): Promise<void>;
  /** How its connections are used now. */
  pools(): readonly PoolState[];
  /** Whether the schema is older than this build. */
  hasPendingMigrations(): Promise<boolean>;
  close(): Promise<void>;
}

/** Nest's injection token for the `Database`. */
export const DATABASE = Symbol('Database');

/** The database could not be reached or stayed busy: answered with 503 and `Retry-After`. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  constructor(cause: unknown) {
    super('The database is busy or cannot be reached', { cause });
  }
}

/** How long a search of a client may take. */
export const SEARCH_LIMIT_MS = 2000;

/** The statement was ended because it took longer than it may. */
export class TookTooLong extends DatabaseUnavailable {}

/** The connection was lost with the commit: what was to be written may be there or not. */
export class OutcomeUnknown extends DatabaseUnavailable {}
