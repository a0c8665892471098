import { setImmediate as pause } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import type { EntityManager } from 'typeorm';
import {
  SEARCH_LIMIT_MS,
  type Database,
  type PoolState,
  type SqlValue,
  type Transaction,
  type WriteProblem,
} from '../database/database.js';
import { DIALECTS } from '../database/dialect.js';
import { keyedSql, type KeyedRow } from '../database/batched-reads.js';
import { retry } from '../database/retry.js';
import { Stretches } from '../database/stretches.js';
import type { PacedTurns } from '../database/paced-turns.js';
import { pacedSearches, sharesOf, tenantShares, type TenantShares } from '../database/tenant-shares.js';
import type { Caller } from '../database/tenant-turns.js';
import type { ServiceDataSource } from '../database/service-data-source.js';
import { WriteHealth } from '../database/write-health.js';
import { SqliteCheckpoints } from './sqlite-checkpoints.js';
import { PreparedConnection } from './sqlite-connection.js';
import { sqliteDriver } from './sqlite-driver.js';
import { verdict } from './sqlite-errors.js';
import { SqliteReadTurns } from './sqlite-read-turns.js';
import { SqliteSearches } from './sqlite-searches.js';
import { transactionOn } from './sqlite-transaction.js';
import { whenUnlocked } from './when-unlocked.js';

/** Maximum number of concurrent long searches, each in a process of its own, and one per tenant. */
const SEARCHES_AT_ONCE = 2;

/** Maximum number of transactions in one group commit; then other changes get their turn. */
const GROUP_SIZE = 16;

/** A transaction that waits for its turn. */
interface Waiting {
  /** Runs the transaction; resolves to the function that reports its commit. */
  readonly run: () => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/** A transaction that has run but is not committed yet. */
interface Done {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * SQLite in WAL mode. One connection, TypeORM's own, writes one transaction at a time; another connection only reads,
 * and sees committed data while a transaction is under way. Long searches run in separate processes.
 */
export class SqliteDatabase implements Database {
  readonly dialect = DIALECTS.sqlite;
  onStatement: ((sql: string) => void) | null = null;
  private readonly reader: PreparedConnection;
  private readonly writer: PreparedConnection;
  private readonly statements: Transaction;
  /** Settles when the last queued change is done. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly waiting: Waiting[] = [];
  /** Of the transaction under way. The driver is synchronous. */
  private readonly stretches = new Stretches();
  private readonly checkpoints: SqliteCheckpoints;
  private readonly searches: SqliteSearches;
  private readonly writes = new WriteHealth(verdict);
  readonly shares: TenantShares;
  private readonly turns: PacedTurns;

  constructor(
    private readonly dataSource: ServiceDataSource,
    path: string,
  ) {
    const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Sqlite.Database };
    this.writer = new PreparedConnection(databaseConnection);
    this.statements = transactionOn(this.writer, this.stretches, (sql) => this.onStatement?.(sql));
    this.reader = new PreparedConnection(new (sqliteDriver())(path, { readonly: true }));
    this.searches = new SqliteSearches(path, SEARCH_LIMIT_MS);
    this.checkpoints = new SqliteCheckpoints(path, this.writer);
    // Of a tenant's transactions, as many wait for the writer as it takes at once.
    const writes = sharesOf(GROUP_SIZE, 'writes');
    this.shares = tenantShares(new SqliteReadTurns(), writes, writes);
    this.turns = pacedSearches(SEARCHES_AT_ONCE, 1, this.shares);
    dataSource.beforeDestroy(async () => {
      await this.queue;
      await this.checkpoints.close();
      this.searches.close();
      this.reader.close();
    });
  }

  rows<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return retry(() => {
      this.onStatement?.(sql);
      return Promise.resolve(this.reader.rows<Row>(sql, params));
    }, verdict);
  }

  search<Row extends object>(
    tenantId: string,
    sql: string,
    params: readonly SqlValue[],
    caller: Caller | null = null,
  ): Promise<Row[]> {
    this.onStatement?.(sql);
    const read = () => retry(() => this.searches.rows<Row>(sql, params), verdict);
    return this.turns.take(tenantId, read, caller);
  }

  async rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    const read = () => this.rows<Row>(keyedSql(query, 1), [tenantId, key]);
    const [row] = await this.shares.read.take(tenantId, read);
    return row ?? null;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.writes.watch(retry(() => this.attempt(work), verdict));
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const attempt = () => this.exclusively(() => whenUnlocked(() => this.dataSource.transaction(work)));
    return this.writes.watchForRefusal(retry(attempt, verdict));
  }

  /** `transaction` shares commits already. */
  groupCommit(): Promise<null> {
    return Promise.resolve(null);
  }

  ping(): Promise<void> {
    this.reader.rows('SELECT 1', []);
    return Promise.resolve();
  }

  writeProblem(): Promise<WriteProblem | null> {
    return this.writes.problemNow((work) => this.transaction(work));
  }

  relaxations(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  /** There is one writer. Reads are synchronous, so none is ever in progress here. */
  pools(): readonly PoolState[] {
    const inUse = this.writer.inTransaction ? 1 : 0;
    return [{ name: 'write', inUse, free: 1 - inUse, waiting: Math.max(0, this.waiting.length - inUse) }];
  }

  hasPendingMigrations(): Promise<boolean> {
    return this.exclusively(() => this.dataSource.showMigrations());
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  /** Runs `work` alone on the writing connection, after every change queued before it. */
  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    const settled = (): Promise<void> => {
      this.checkpoints.changed();
      // The driver is synchronous: without a pause, consecutive changes would block the event loop and all other
      // requests.
      return pause();
    };
    this.queue = result.then(settled, settled);
    return result;
  }

  /** Puts `work` in the next group, and resolves with its result once the group is committed. */
  private attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async (): Promise<() => void> => {
        const result = await work(this.statements);
        return () => resolve(result);
      };
      this.waiting.push({ run, reject });
      if (this.waiting.length === 1) void this.exclusively(() => this.runGroup());
    });
  }

  /**
   * Group commit: runs waiting transactions as one, each behind a savepoint, so that they share the wait for the disk,
   * which is most of a small transaction's time. There is no pause between them: other processes cannot write until the
   * group ends.
   */
  private async runGroup(): Promise<void> {
    const done: Done[] = [];
    for (let count = 0; count < GROUP_SIZE; count++) {
      const next = this.waiting[0];
      if (next === undefined) break;
      try {
        if (!this.writer.inTransaction) await whenUnlocked(() => this.writer.run('BEGIN IMMEDIATE', []));
        this.writer.run('SAVEPOINT one', []);
        this.stretches.begin();
        done.push({ resolve: await next.run(), reject: next.reject });
        this.writer.run('RELEASE one', []);
        // The commit of much takes long, too.
        if (this.stretches.areSeveral) await pause();
      } catch (error) {
        next.reject(error);
        this.undoOne(done, error);
      } finally {
        this.waiting.shift();
      }
    }
    this.commitGroup(done);
    if (this.waiting.length > 0) void this.exclusively(() => this.runGroup());
  }

  /** Rolls back the last transaction of a group. After some errors SQLite has rolled back all of them. */
  private undoOne(done: Done[], error: unknown): void {
    try {
      if (this.writer.inTransaction) {
        this.writer.run('ROLLBACK TO one', []);
        this.writer.run('RELEASE one', []);
        return;
      }
    } catch {
      // When the disk is full or gone, the savepoint may be lost.
      this.rollBack();
    }
    for (const { reject } of done.splice(0)) reject(error);
  }

  private commitGroup(done: readonly Done[]): void {
    if (!this.writer.inTransaction) return;
    try {
      this.writer.run('COMMIT', []);
    } catch (error) {
      this.rollBack();
      for (const { reject } of done) reject(error);
      return;
    }
    for (const { resolve } of done) resolve();
  }

  /** Best effort: the next statement reports whether the database is reachable. */
  private rollBack(): void {
    try {
      if (this.writer.inTransaction) this.writer.run('ROLLBACK', []);
    } catch {
      // SQLite rolls the transaction back when the file is opened again.
    }
  }
}
