import type { EntityManager } from 'typeorm';
import type { Dialect } from './dialect.js';
import type { KeyedRow } from './keyed-reads.js';

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

/** One transaction. */
export interface Transaction extends Statements {
  /** Has a change carried out when all others are, in one go with the commit where the database can. */
  atCommit(sql: string, params: readonly SqlValue[]): void;
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
   * Reads the row of a tenant that has a key; null when there is none.
   * @param query its first placeholder is the tenant's id; it ends in `… IN`, behind a column that is unique in
   *   the tenant and that it selects as `lookup_key`
   */
  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null>;
  /**
   * Runs `work` in a transaction: all of it or nothing. `work` is run again after a deadlock, a lock
   * time-out or a connection lost before the commit, so it must have no effect but its statements.
   * When it resolves, the changes are durable.
   * @throws DatabaseUnavailable when retries are used up or the outcome of a commit is unknown
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same for TypeORM's entities (tenants, tokens, settings): reads and changes alike. */
  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Resolves when the database answers. */
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
