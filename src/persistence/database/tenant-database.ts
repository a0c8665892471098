import type { EntityManager } from 'typeorm';
import type { KeyedRow } from './batched-reads.js';
import type { Database, PoolState, SmallChange, SqlValue, Transaction, WriteProblem } from './database.js';
import type { Dialect } from './dialect.js';
import type { TenantShares } from './tenant-shares.js';
import type { Caller } from './tenant-turns.js';

/**
 * The database for one request of a tenant: statements take the tenant's share of the connections, and none is sent
 * for a client that has gone away while it waited. Batched reads and group commit take it by themselves.
 */
export class TenantDatabase implements Database {
  readonly dialect: Dialect;
  readonly shares: TenantShares;

  /** @param caller null for work that no client waits for */
  constructor(
    private readonly whole: Database,
    private readonly tenantId: string,
    private readonly caller: Caller | null,
  ) {
    this.dialect = whole.dialect;
    this.shares = whole.shares;
  }

  get onStatement(): Database['onStatement'] {
    return this.whole.onStatement;
  }

  set onStatement(listener: Database['onStatement']) {
    this.whole.onStatement = listener;
  }

  rows<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]> {
    return this.shares.read.take(this.tenantId, () => this.whole.rows<Row>(sql, params), this.caller);
  }

  search<Row extends object>(tenantId: string, sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return this.whole.search(tenantId, sql, params, this.caller);
  }

  rowOfKey<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    return this.whole.rowOfKey(query, tenantId, key);
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.shares.write.take(this.tenantId, () => this.whole.transaction(work), this.caller);
  }

  groupCommit<Row extends KeyedRow | null, T>(
    tenantId: string,
    change: SmallChange<Row, T>,
  ): Promise<T | null> {
    return this.whole.groupCommit(tenantId, change);
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.shares.entities.take(this.tenantId, () => this.whole.entities(work), this.caller);
  }

  ping(): Promise<void> {
    return this.whole.ping();
  }

  writeProblem(): Promise<WriteProblem | null> {
    return this.whole.writeProblem();
  }

  relaxations(): Promise<readonly string[]> {
    return this.whole.relaxations();
  }

  pools(): readonly PoolState[] {
    return this.whole.pools();
  }

  hasPendingMigrations(): Promise<boolean> {
    return this.whole.hasPendingMigrations();
  }

  close(): Promise<void> {
    return this.whole.close();
  }
}
