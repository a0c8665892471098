import {
  createPool,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2';
import type { DataSource, EntityManager } from 'typeorm';
import {
  DatabaseUnavailable,
  type Database,
  type PoolState,
  type SqlValue,
  type Transaction,
} from './database.js';
import { DIALECTS } from './dialect.js';
import { inlined } from './inlined-sql.js';
import { KeyedReads, type KeyedRow } from './keyed-reads.js';
import { retry, type Verdict } from './retry.js';

/**
 * Each statement sees what is committed and locks only the rows it names: fewer deadlocks. And none may hold
 * a connection for long: seconds for a lock, milliseconds for a query.
 */
const SESSION = `SET SESSION transaction_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = 5,
  max_execution_time = 10000`;

/** Writers begin a transaction with its first statement: one round trip less. */
const WRITER_SESSION = `${SESSION}, autocommit = 0`;

const DEADLOCK = 1213;
const LOCK_WAIT_TIMEOUT = 1205;
const QUERY_TIMEOUT = 3024;
const LOST_CONNECTION = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_USER_LIMIT_REACHED',
  // The server is there and does not let us in: a password just changed, a restore under way.
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  // A replica that is not the primary yet.
  'ER_OPTION_PREVENTS_STATEMENT',
]);

/**
 * MySQL through two pools, with server-side prepared statements: one that TypeORM's data source owns, for reads
 * and entities, and one for transactions.
 */
export class MysqlDatabase implements Database {
  readonly dialect = DIALECTS.mysql;
  onStatement: ((sql: string) => void) | null = null;
  private readonly keyedReads = new KeyedReads((sql, params) => this.rows(sql, params));

  private constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly writers: Pool,
  ) {}

  /** Takes over the pool of an initialised data source, and opens another one. */
  static async over(dataSource: DataSource, options: PoolOptions): Promise<MysqlDatabase> {
    const { pool } = dataSource.driver as unknown as { pool: Pool };
    pool.on('connection', (connection: PoolConnection) => connection.query(SESSION));
    // The connection that TypeORM opened to look at the server is in the pool already.
    await pool.promise().query(SESSION);
    const writers = createPool(options);
    writers.on('connection', (connection: PoolConnection) => connection.query(WRITER_SESSION));
    return new MysqlDatabase(dataSource, pool, writers);
  }

  rows<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return retry(() => {
      this.onStatement?.(sql);
      return execute<RowDataPacket[]>(this.pool, sql, params) as Promise<unknown> as Promise<Row[]>;
    }, verdict);
  }

  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    return this.keyedReads.find(query, tenantId, key);
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return retry(() => this.attempt(work), verdict);
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retry(() => this.attemptEntities(work), verdict);
  }

  async ping(): Promise<void> {
    await this.pool.promise().query('SELECT 1');
  }

  pools(): readonly PoolState[] {
    return [stateOf('read', this.pool), stateOf('write', this.writers)];
  }

  hasPendingMigrations(): Promise<boolean> {
    return this.dataSource.showMigrations();
  }

  async close(): Promise<void> {
    await this.writers.promise().end();
    await this.dataSource.destroy();
  }

  private async attemptEntities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      await runner.commitTransaction().catch(outcomeUnknown);
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = await connectionOf(this.writers);
    try {
      const ending: string[] = [];
      const result = await work(this.statementsOn(connection, ending));
      await command(connection, [...ending, 'COMMIT'].join(';')).catch(endingFailed);
      connection.release();
      return result;
    } catch (error) {
      await command(connection, 'ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
  }

  private statementsOn(connection: PoolConnection, ending: string[]): Transaction {
    return {
      rows: <Row extends object>(sql: string, params: readonly SqlValue[] = []) => {
        this.onStatement?.(sql);
        return execute<RowDataPacket[]>(connection, sql, params) as Promise<unknown> as Promise<Row[]>;
      },
      run: async (sql, params = []) => {
        this.onStatement?.(sql);
        return (await execute<ResultSetHeader>(connection, sql, params)).affectedRows;
      },
      next: async (sql, params = []) => {
        this.onStatement?.(sql);
        const { affectedRows, insertId } = await execute<ResultSetHeader>(connection, sql, params);
        return affectedRows === 0 ? null : insertId;
      },
      atCommit: (sql, params) => {
        this.onStatement?.(sql);
        ending.push(inlined(sql, params));
      },
    };
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

/** mysql2's own promises take a stack trace for every statement: a twentieth of a request. */
function execute<Result extends RowDataPacket[] | ResultSetHeader>(
  on: Pool | PoolConnection,
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

function command(connection: PoolConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function connectionOf(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });
}

/** Whether a failed commit took effect is unknown, so running the work again is not safe. */
function outcomeUnknown(error: unknown): never {
  throw new DatabaseUnavailable(error);
}

/** What was sent with the commit may have been refused for a lock: then nothing is committed. */
function endingFailed(error: unknown): never {
  const { errno } = error as { errno?: number };
  if (errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT) throw error;
  return outcomeUnknown(error);
}

/** Deadlocks and lost connections left nothing behind and may be tried again. */
function verdict(error: unknown): Verdict {
  const { errno, code } = error as { errno?: number; code?: string };
  if (errno === QUERY_TIMEOUT) return 'give up';
  if (errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT) return 'retry';
  return code !== undefined && LOST_CONNECTION.has(code) ? 'retry' : 'fail';
}
