import type { Pool, PoolConnection, PoolOptions, RowDataPacket } from 'mysql2';
import type { SqlValue } from '../database/database.js';
import { DIALECTS } from '../database/dialect.js';
import { retry } from '../database/retry.js';
import type { Snapshot, Snapshots } from '../database/snapshot.js';
import { connectionOf } from './mysql-connection.js';
import { verdict } from './mysql-errors.js';
import { begin, openGuardedPool } from './mysql-session.js';
import { execute, send } from './mysql-statements.js';
import { close } from './pool-guard.js';
import { limitResponseTime } from './response-timeout.js';

const SESSION = `SET SESSION transaction_isolation = 'REPEATABLE-READ', max_execution_time = 10000`;
/** A statement of a snapshot ends by its own limit before. */
const SILENT_FOR_MS = 12_000;

/** Snapshots of MySQL. The connection of each is closed with it, and the lock of its name with the connection. */
export class MysqlSnapshots implements Snapshots {
  private readonly pool: Pool;

  /** @param atOnce connections; further snapshots wait for one */
  constructor(options: PoolOptions, atOnce: number) {
    this.pool = openGuardedPool({ ...options, connectionLimit: atOnce });
    this.pool.on('connection', (connection: PoolConnection) => {
      limitResponseTime(connection, { afterMs: SILENT_FOR_MS });
      begin(connection, SESSION);
    });
  }

  open(name: string): Promise<Snapshot | null> {
    return retry(() => this.attempt(name), verdict);
  }

  close(): Promise<void> {
    return this.pool.promise().end();
  }

  private async attempt(name: string): Promise<Snapshot | null> {
    const connection = await connectionOf(this.pool);
    try {
      const [lock] = await execute<RowDataPacket[]>(connection, 'SELECT GET_LOCK(?, 0) AS held', [name]);
      if (Number(lock?.held) !== 1) {
        connection.release();
        return null;
      }
      await send(connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    } catch (error) {
      close(connection);
      throw error;
    }
    return {
      dialect: DIALECTS.mysql,
      rows: <Row extends object>(sql: string, params: readonly SqlValue[] = []) =>
        execute<RowDataPacket[]>(connection, sql, params) as Promise<unknown> as Promise<Row[]>,
      close: () => close(connection),
    };
  }
}
