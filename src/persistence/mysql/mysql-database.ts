import type { Pool, PoolConnection, PoolOptions } from 'mysql2';
import type { EntityManager } from 'typeorm';
import {
  OutcomeUnknown,
  type Database,
  type PoolState,
  type SmallChange,
  type SqlValue,
  type Transaction,
  type WriteProblem,
} from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { BatchedReads, type KeyedRow } from '../database/batched-reads.js';
import { commit, connectionOf, read, rollBack } from './mysql-connection.js';
import { isRefused, verdict } from './mysql-errors.js';
import { begin, openGuardedPool } from './mysql-session.js';
import { transactionOn } from './mysql-transaction.js';
import { close, PoolGuard } from './pool-guard.js';
import { MysqlCommitBatch } from './commit-batch.js';
import { retry } from '../database/retry.js';
import { pacedSearches, quarterOf, tenantShares, type TenantShares } from '../database/tenant-shares.js';
import type { PacedTurns } from '../database/paced-turns.js';
import type { Caller } from '../database/tenant-turns.js';
import type { ServiceDataSource } from '../database/service-data-source.js';
import { WriteHealth } from '../database/write-health.js';
import { GroupCommit } from './group-commit.js';
import { GroupTransaction } from './group-transaction.js';
import type { PrimaryCheck } from './primary-check.js';
import { limitResponseTime } from './response-timeout.js';
import { ServerWatch } from './server-watch.js';

/**
 * Each statement sees what is committed and locks only the rows it names: fewer deadlocks. And none may hold
 * a connection for long: seconds for a lock, milliseconds for a query. Messages are in the words that
 * `violatedAttribute` knows.
 */
const SESSION = `SET SESSION transaction_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = 5,
  max_execution_time = 10000, lc_messages = 'en_US'`;

/** Writers begin a transaction with its first statement: one round trip less. */
const WRITER_SESSION = `${SESSION}, autocommit = 0`;

/** Long searches of one tenant at the same time. */
const SEARCHES_OF_ONE_TENANT = 1;

/** Transactions under way that have a number each of their own. */
const SLOTS = 64;

/**
 * MySQL through two pools, with server-side prepared statements: one that TypeORM's data source owns, for reads
 * and entities, and one for transactions. Whether it answers is asked on a connection beside them.
 */
export class MysqlDatabase implements Database {
  onStatement: ((sql: string) => void) | null = null;
  private readonly batchedReads = new BatchedReads(
    (sql, params) => this.rows(sql, params),
    () => this.shares.read,
  );
  private readonly groupCommits = new GroupCommit(
    (tenantId) =>
      new GroupTransaction(
        tenantId,
        () => connectionOf(this.writers),
        () => this.nextSlot(),
        (slot, at) => this.newBatch(slot, at),
        (sql) => this.onStatement?.(sql),
        this.dialect,
      ),
    (tenantId, work) => this.shares.write.take(tenantId, work),
  );
  private lastSlot = Math.floor(Math.random() * SLOTS);

  readonly shares: TenantShares;
  private readonly turns: PacedTurns;

  private constructor(
    readonly dialect: Dialect,
    private readonly dataSource: ServiceDataSource,
    private readonly pool: Pool,
    private readonly writers: Pool,
    private readonly watch: ServerWatch,
    private readonly writes: WriteHealth,
    connections: number,
  ) {
    const reads = quarterOf(connections, 'reads');
    this.shares = tenantShares(reads, quarterOf(connections, 'writes'), reads);
    // Long searches leave half of the connections to others.
    this.turns = pacedSearches(Math.ceil(connections / 2), SEARCHES_OF_ONE_TENANT, this.shares);
  }

  /** Takes over the pool of an initialised data source, and opens another one. */
  static async over(
    dataSource: ServiceDataSource,
    poolOptions: PoolOptions,
    dialect: Dialect,
    check: PrimaryCheck,
  ): Promise<MysqlDatabase> {
    // A commit may be sent together with other statements. Statements with parameters are prepared one by one.
    const options = { ...poolOptions, multipleStatements: dialect.sendsSeveral };
    const { pool } = dataSource.driver as unknown as { pool: Pool };
    const watch = new ServerWatch(options, check, (connection) => begin(connection, SESSION));
    const writes = new WriteHealth(verdict);
    const isAtWork = (threadId: number): Promise<boolean> =>
      watch.isAtWork(threadId).catch((error: unknown) => {
        // With a full disk a write gets no answer at all, but the question about it may get one.
        writes.note(error);
        return false;
      });
    const bound = (session: string) => (connection: PoolConnection) => {
      limitResponseTime(connection, { isAtWork });
      begin(connection, session);
    };
    pool.on('connection', bound(SESSION));
    // Those that looked at the server, and migrated it, are in the pool already.
    const opened = await Promise.all(
      Array.from({ length: stateOf('read', pool).free }, () => connectionOf(pool)),
    );
    for (const connection of opened) {
      bound(SESSION)(connection);
      connection.release();
    }
    const writers = openGuardedPool(options, check);
    PoolGuard.unite(pool, writers);
    writers.on('connection', bound(WRITER_SESSION));
    dataSource.beforeDestroy(() => Promise.all([writers.promise().end(), watch.close()]));
    return new MysqlDatabase(dialect, dataSource, pool, writers, watch, writes, options.connectionLimit ?? 1);
  }

  rows<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return retry(() => {
      this.onStatement?.(sql);
      return read(this.pool, sql, params) as Promise<unknown> as Promise<Row[]>;
    }, verdict);
  }

  search<Row extends object>(
    tenantId: string,
    sql: string,
    params: readonly SqlValue[],
    caller: Caller | null = null,
  ): Promise<Row[]> {
    const read = () => this.shares.read.take(tenantId, () => this.rows<Row>(sql, params), caller);
    return this.turns.take(tenantId, read, caller);
  }

  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    return this.batchedReads.find(query, tenantId, key);
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.writes.watch(retry(() => this.attempt(work), verdict));
  }

  groupCommit<Row extends KeyedRow | null, T>(
    tenantId: string,
    change: SmallChange<Row, T>,
  ): Promise<T | null> {
    return this.writes.watchForRefusal(this.groupCommits.add(tenantId, change));
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.writes.watchForRefusal(retry(() => this.attemptEntities(work), verdict));
  }

  async ping(): Promise<void> {
    await this.watch.problem();
  }

  async writeProblem(): Promise<WriteProblem | null> {
    return (await this.watch.problem()) ?? this.writes.problemNow((work) => this.transaction(work));
  }

  relaxations(): Promise<readonly string[]> {
    return this.watch.relaxations();
  }

  pools(): readonly PoolState[] {
    return [stateOf('read', this.pool), stateOf('write', this.writers)];
  }

  hasPendingMigrations(): Promise<boolean> {
    return this.dataSource.showMigrations();
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  private async attemptEntities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection = (await runner.connect()) as PoolConnection;
      try {
        await runner.startTransaction();
        const result = await work(runner.manager);
        await runner.commitTransaction().catch((error: unknown) => {
          // Where it may have taken effect, running the work again is not safe.
          throw isRefused(error) ? error : new OutcomeUnknown(error);
        });
        return result;
      } catch (error) {
        if (PoolGuard.hear(connection, error)) close(connection);
        else if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = await connectionOf(this.writers);
    try {
      const batch = this.newBatch(this.nextSlot(), Date.now());
      const result = await work(transactionOn(connection, batch, this.onStatement));
      await commit(connection, MysqlCommitBatch.textsOf([batch], this.dialect.sendsSeveral));
      return result;
    } catch (error) {
      await rollBack(connection, error);
      throw error;
    }
  }

  private nextSlot(): number {
    this.lastSlot = (this.lastSlot + 1) % SLOTS;
    return this.lastSlot;
  }

  private newBatch(slot: number, at: number): MysqlCommitBatch {
    return new MysqlCommitBatch(slot, at, this.onStatement);
  }
}

/** mysql2 has no other way to tell. */
interface PoolInside {
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

function stateOf(name: PoolState['name'], pool: Pool): PoolState {
  const {
    _allConnections: all,
    _freeConnections: free,
    _connectionQueue: queue,
  } = pool as unknown as PoolInside;
  return { name, inUse: all.length - free.length, free: free.length, waiting: queue.length };
}
