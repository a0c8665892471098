import { setImmediate as pause } from 'node:timers/promises';
import type { SqlValue } from '../database/database.js';
import { DIALECTS } from '../database/dialect.js';
import type { Snapshot, Snapshots } from '../database/snapshot.js';
import { PreparedConnection } from './sqlite-connection.js';
import { sqliteDriver } from './sqlite-driver.js';

/** Snapshots of an SQLite file in WAL mode. While one is open, the file beside it with `-wal` grows with each write. */
export class SqliteSnapshots implements Snapshots {
  private readonly openNames = new Map<string, PreparedConnection>();

  constructor(private readonly path: string) {}

  open(name: string): Promise<Snapshot | null> {
    return new Promise((resolve) => resolve(this.openNames.has(name) ? null : this.openNow(name)));
  }

  close(): Promise<void> {
    for (const connection of this.openNames.values()) connection.close();
    this.openNames.clear();
    return Promise.resolve();
  }

  private openNow(name: string): Snapshot {
    const connection = new PreparedConnection(new (sqliteDriver())(this.path, { readonly: true }));
    this.openNames.set(name, connection);
    const close = (): void => {
      if (this.openNames.delete(name)) connection.close();
    };
    try {
      connection.run('BEGIN', []);
      // The transaction sees the moment of its first read.
      connection.rows('SELECT name FROM sqlite_master LIMIT 1', []);
    } catch (error) {
      close();
      throw error;
    }
    return {
      dialect: DIALECTS.sqlite,
      rows: async <Row extends object>(sql: string, params: readonly SqlValue[] = []) => {
        // The driver is synchronous: other requests have their turn between two statements.
        await pause();
        return connection.rows<Row>(sql, params);
      },
      close,
    };
  }
}
