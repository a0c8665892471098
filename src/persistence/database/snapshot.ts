import type { Statements } from './database.js';
import type { Dialect } from './dialect.js';

/** One moment of the database: what is committed later is not seen. It has a connection of its own. */
export interface Snapshot {
  readonly dialect: Dialect;
  rows: Statements['rows'];
  close(): void;
}

/** Opens snapshots, which may stay open for long: no other statement waits for them. */
export interface Snapshots {
  /**
   * @param name of the snapshot
   * @returns null while another snapshot of this name is open: on MySQL in any process, on SQLite in this one
   * @throws DatabaseUnavailable
   */
  open(name: string): Promise<Snapshot | null>;
}

/** Nest's injection token for the `Snapshots`. */
export const SNAPSHOTS = Symbol('Snapshots');
