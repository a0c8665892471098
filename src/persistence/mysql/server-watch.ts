import type { Pool, PoolConnection, PoolOptions, RowDataPacket } from 'mysql2';
import { relaxationsOf } from './durability.js';
import { connectionOf } from './mysql-connection.js';
import { openPool } from './mysql-session.js';
import { execute } from './mysql-statements.js';
import { close } from './pool-guard.js';
import { checkPrimary, NotPrimary, type ServerProblem } from './primary-check.js';
import { limitResponseTime } from './response-timeout.js';

/** A question to the server takes no longer where there is one. */
const ANSWER_WITHIN_MS = 2000;

/** A thread with another state waits for something that need not come: a lock of an operator, room on the disk. */
const AT_WORK = `SELECT COUNT(*) AS count FROM information_schema.processlist
  WHERE ID = ? AND COMMAND IN ('Query', 'Execute') AND STATE NOT LIKE 'waiting for %'`;

/** Asks the server about itself on a connection that nothing else uses. */
export class ServerWatch {
  private readonly pool: Pool;

  constructor(options: PoolOptions, begin: (connection: PoolConnection) => void) {
    this.pool = openPool({ ...options, connectionLimit: 1 });
    this.pool.on('connection', (connection: PoolConnection) => {
      limitResponseTime(connection, { afterMs: ANSWER_WITHIN_MS });
      begin(connection);
    });
  }

  /**
   * Why the server takes no writes; null when it is the primary.
   * @throws the driver's error when it does not answer
   */
  async problem(): Promise<ServerProblem | null> {
    return this.ask(checkPrimary).then(
      () => null,
      (error: unknown) => {
        if (error instanceof NotPrimary) return error.problem;
        if ((error as { code?: string }).code === 'ER_SERVER_OFFLINE_MODE') return 'offline-mode';
        throw error;
      },
    );
  }

  /** Whether the server takes writes and is at work on the statement of one of its threads. */
  isAtWork(threadId: number): Promise<boolean> {
    return this.ask(async (connection) => {
      await checkPrimary(connection);
      const [row] = await execute<RowDataPacket[]>(connection, AT_WORK, [threadId]);
      return Number(row?.count) > 0;
    });
  }

  /** The settings with which an acknowledged write may be lost. */
  relaxations(): Promise<string[]> {
    return this.ask(relaxationsOf);
  }

  close(): Promise<void> {
    return this.pool.promise().end();
  }

  private async ask<T>(question: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await connectionOf(this.pool);
    try {
      const answer = await question(connection);
      connection.release();
      return answer;
    } catch (error) {
      // Another server may be the primary: it is found by a new connection.
      close(connection);
      throw error;
    }
  }
}
