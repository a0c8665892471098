import type { EntityManager } from 'typeorm';
import type { Dialect, Incrementing } from './dialect.js';
import type { KeyedRow } from './batched-reads.js';
import type { Sql } from './sql.js';
import type { TenantShares } from './tenant-shares.js';
import type { Caller } from './tenant-turns.js';

export type SqlValue = string | number | Buffer | null;

/** Sends statements: to the database itself or in one transaction. */
export interface Statements {
  /** Runs a query with `?` placeholders; resolves with its rows, columns by name. */
  rows<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs a change with `?` placeholders; resolves with the number of rows it matched. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /** Adds rows at once, some hundred in a statement; resolves with the number of rows that were added. */
  insert(added: NewRows): Promise<number>;
  /** Runs the statements of `Dialect.increment`; resolves with the new value, or null when no row matched. */
  next(incrementing: Incrementing): Promise<number | null>;
}

/** New rows of one table. */
export interface NewRows {
  /** The statement as far as its values: `INSERT INTO table (columns) VALUES`. */
  readonly into: string;
  readonly rows: readonly (readonly SqlValue[])[];
  /** What follows the values. */
  readonly tail: string;
}

/** A change of the rows with one key. The database may make it for several keys in one statement. */
export interface KeyedChange {
  /** The statement up to the keys: it ends in `IN`. */
  readonly statement: Sql;
  readonly key: string;
  /** The statement after the keys. */
  readonly tail?: string;
}

/** Statements that are sent together with the COMMIT, in one text where the database can. */
export interface CommitBatch {
  /** The slot of `resource_counts` for this transaction: concurrent transactions seldom have the same one. */
  readonly slot: number;
  /** The time of the transaction, in milliseconds since 1970. Changes in one transaction have the same time. */
  readonly at: number;
  /** Adds a statement. It runs after all statements of the transaction that are sent at once. */
  addStatement(sql: string, params: readonly SqlValue[]): void;
  /**
   * Adds a change. Changes with the same text and parameters but different keys become one statement, at the position
   * of the first of them: no statement between two such changes may depend on their order.
   */
  addKeyedChange(change: KeyedChange): void;
  /** Adds new rows. Rows of one table become one INSERT, in any order relative to other statements. */
  addRows(added: NewRows): void;
}

/** One transaction. */
export interface Transaction extends Statements, CommitBatch {}

/** A statement that a small change sends before its commit batch, with the number of rows it should match. */
export interface ExpectedChange {
  readonly statement: Sql;
  /** The number of rows that the statement matches when nothing has to be checked further. */
  readonly rows: number;
  /**
   * A `SELECT COUNT(*)` to send when fewer rows were matched: the change is complete nevertheless when it counts to
   * `rows`. Null when any number of matched rows is right.
   */
  readonly recount: Sql | null;
}

/** The outcome of a small change, once its batch is committed. */
export interface Worked<Row, T> {
  readonly result: T;
  /** The row as the change leaves it, for changes that share it; absent when the change leaves it as it was. */
  readonly row?: Row;
}

/** A change that reads at most one row and then knows every statement it needs. */
export interface SmallChange<Row extends KeyedRow | null, T> {
  /** The row to read and lock, by a query as for `rowOfKey`. Null for a change that reads none. */
  readonly row: Row extends null ? null : { readonly query: string; readonly key: string };
  readonly expected?: readonly ExpectedChange[];
  /**
   * Whether the change locks rows of other resources too. At most one transaction of a tenant carries out such changes
   * at a time; two of them could deadlock.
   */
  readonly serialised?: boolean;
  /** Whether changes with the same row may share a transaction: each `work` gets the row that the previous one returned. */
  readonly sharesRow?: boolean;
  /**
   * Makes the statements of the change.
   * @param effects for each expected change, whether it matched any row
   * @returns null when the change needs a transaction of its own, which a change with `expected` never does
   */
  readonly work: (row: Row, batch: CommitBatch, effects: readonly boolean[]) => Worked<Row, T> | null;
}

/** The state of one connection pool. */
export interface PoolState {
  readonly name: 'read' | 'write';
  readonly inUse: number;
  readonly free: number;
  readonly waiting: number;
}

/**
 * The only access to storage. Statements outside a transaction read committed data; every change goes through
 * `transaction`, `groupCommit` or `entities`.
 */
export interface Database {
  readonly dialect: Dialect;
  /** Called with each statement, when set: tests count statements with it. */
  onStatement: ((sql: string) => void) | null;
  /** What each tenant may hold of the connections; `TenantDatabase` takes it for `rows`, `transaction` and `entities`. */
  readonly shares: TenantShares;
  rows: Statements['rows'];
  /**
   * Runs a client's query that may examine very many rows. Concurrency is limited, in total and per tenant, and each
   * query is ended after `SEARCH_LIMIT_MS`. Other statements never wait for it.
   * @param sql begins with `Dialect.selectInTime`
   * @param caller loses the turn by going away; null for work that no client waits for
   * @throws TookTooLong when the query was ended
   * @throws ScimError 429 when too many queries of the tenant are waiting
   */
  search<Row extends object>(
    tenantId: string,
    sql: string,
    params: readonly SqlValue[],
    caller?: Caller | null,
  ): Promise<Row[]>;
  /**
   * Reads the row of a tenant by a unique key, in batched reads; null when there is none.
   * @param query begins with the tenant's id as first placeholder and ends in `… IN` after the unique column, which it
   *   selects as `lookup_key`: `SELECT id AS lookup_key, … WHERE tenant_id = ? AND id IN`
   */
  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null>;
  /**
   * Runs `work` in a transaction. `work` is run again after a deadlock, a lock time-out or a connection lost before the
   * commit, so it must have no effect but its statements. When the promise resolves, the changes are durable.
   * @throws DatabaseUnavailable when retries are used up
   * @throws OutcomeUnknown when the connection was lost during the commit
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Group commit: carries out a small change in one transaction with concurrent small changes of the same tenant, which
   * share its round trips and its commit. An error of `work` rejects this change only.
   * @returns null when nothing was written: the row is locked or missing, a unique value is taken, or the database has
   *   no group commit. Run the change in a `transaction`, which makes it or throws the reason
   * @throws OutcomeUnknown when the connection was lost during the commit
   */
  groupCommit<Row extends KeyedRow | null, T>(
    tenantId: string,
    change: SmallChange<Row, T>,
  ): Promise<T | null>;
  /** `transaction` for TypeORM's entities (tenants, credentials, settings), for reads and changes. */
  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Resolves when the database answers, even while all pooled connections are busy. */
  ping(): Promise<void>;
  /**
   * Why no write can succeed now; null when nothing is known that prevents one.
   * @throws the driver's error when the database does not answer
   */
  writeProblem(): Promise<WriteProblem | null>;
  /**
   * The settings with which an acknowledged write may be lost when a machine loses power, such as `sync_binlog=0`.
   * @throws the driver's error when the database does not answer
   */
  relaxations(): Promise<readonly string[]>;
  /** The current state of its connection pools. */
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

/** Why the database takes no writes: the role of its server, or the disk. */
export type WriteProblem =
  'read-only' | 'offline-mode' | 'not-primary' | 'no-majority' | 'no-group' | 'disk-full';

/** The database is there and has refused the write, as it will the next ones. */
export class WriteRefused extends DatabaseUnavailable {
  constructor(
    cause: unknown,
    readonly problem: WriteProblem,
  ) {
    super(cause);
  }
}

/** Time limit of a client's search. */
export const SEARCH_LIMIT_MS = 2000;

/** The statement was ended because it exceeded its time limit. */
export class TookTooLong extends DatabaseUnavailable {}

/** The connection was lost during the commit: the changes may be stored or not. */
export class OutcomeUnknown extends DatabaseUnavailable {}
