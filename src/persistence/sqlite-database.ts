import { setImmediate as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database, SqlValue, Statements } from './database.js';
import { DIALECTS } from './dialect.js';
import { retry, type Verdict } from './retry.js';

const CACHED_STATEMENTS = 500;

/**
 * SQLite in WAL mode: one connection writes, one transaction at a time, and is TypeORM's own; another
 * only reads, so a reader sees committed data while a transaction is under way.
 */
export class SqliteDatabase implements Database {
  readonly dialect = DIALECTS.sqlite;
  onStatement: ((sql: string) => void) | null = null;
  private readonly reader: PreparedConnection;
  private readonly writer: PreparedConnection;
  /** Settles when the last queued change is done. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    path: string,
  ) {
    const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Sqlite.Database };
    this.writer = new PreparedConnection(databaseConnection);
    this.reader = new PreparedConnection(new Sqlite(path, { readonly: true }));
  }

  rows<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return retry(async () => {
      this.onStatement?.(sql);
      return Promise.resolve(this.reader.rows<Row>(sql, params));
    }, verdict);
  }

  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    return retry(() => this.exclusively(() => this.attempt(work)), verdict);
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retry(() => this.exclusively(() => this.dataSource.transaction(work)), verdict);
  }

  ping(): Promise<void> {
    this.reader.rows('SELECT 1', []);
    return Promise.resolve();
  }

  hasPendingMigrations(): Promise<boolean> {
    return this.exclusively(() => this.dataSource.showMigrations());
  }

  async close(): Promise<void> {
    await this.queue;
    this.reader.close();
    await this.dataSource.destroy();
  }

  /** Runs `work` when every change queued before it is done, alone on the writing connection. */
  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    // The driver is synchronous: without a pause, a row of changes would keep every other request waiting.
    this.queue = result.then(
      () => pause(),
      () => pause(),
    );
    return result;
  }

  private async attempt<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    this.writer.run('BEGIN IMMEDIATE', []);
    try {
      const result = await work(this.statements);
      this.writer.run('COMMIT', []);
      return result;
    } catch (error) {
      if (this.writer.inTransaction) this.writer.run('ROLLBACK', []);
      throw error;
    }
  }

  private readonly statements: Statements = {
    rows: <Row extends object>(sql: string, params: readonly SqlValue[] = []) => {
      this.onStatement?.(sql);
      return attemptNow(() => this.writer.rows<Row>(sql, params));
    },
    run: (sql, params = []) => {
      this.onStatement?.(sql);
      return attemptNow(() => this.writer.run(sql, params));
    },
    next: (sql, params = []) => {
      this.onStatement?.(sql);
      return attemptNow(() => this.writer.rows<{ next: number }>(sql, params)[0]?.next ?? null);
    },
  };
}

/** A connection with its prepared statements, the most used kept. */
class PreparedConnection {
  private readonly prepared = new LRUCache<string, Sqlite.Statement<unknown[]>>({ max: CACHED_STATEMENTS });

  constructor(private readonly connection: Sqlite.Database) {}

  get inTransaction(): boolean {
    return this.connection.inTransaction;
  }

  rows<Row>(sql: string, params: readonly SqlValue[]): Row[] {
    return this.prepare(sql).all(...params) as Row[];
  }

  run(sql: string, params: readonly SqlValue[]): number {
    return this.prepare(sql).run(...params).changes;
  }

  close(): void {
    this.prepared.clear();
    this.connection.close();
  }

  private prepare(sql: string): Sqlite.Statement<unknown[]> {
    let statement = this.prepared.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}

/** The driver is synchronous; its errors become rejections like those of any other. */
function attemptNow<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

/** Another process holds the lock: it passes. */
function verdict(error: unknown): Verdict {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY') ? 'retry' : 'fail';
}
