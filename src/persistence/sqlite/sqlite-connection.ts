import type Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { SqlValue } from '../database/database.js';

const CACHED_STATEMENTS = 500;

/** A connection with a cache of its most recently used prepared statements. */
export class PreparedConnection {
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
