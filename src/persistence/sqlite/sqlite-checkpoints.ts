import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PreparedConnection } from './sqlite-connection.js';
import { sqliteDriverFile } from './sqlite-driver.js';

const PROGRAM = new URL('./sqlite-checkpoint-thread.js', import.meta.url);

/** So many pages of 4 kB in the write-ahead log are written back: SQLite's own measure. */
const PAGES_PER_CHECKPOINT = 1000;

/**
 * The write-ahead log may grow to so many pages before a commit writes the rest of it back itself: when each checkpoint
 * meets new changes, so that the log never begins anew, or when there is no thread.
 */
const MOST_PAGES = 4000;

/** The write-ahead log, in pages. */
interface Log {
  readonly log: number;
  readonly checkpointed: number;
}

/**
 * Has SQLite's write-ahead log written back to the database file in a thread. A commit that does so itself, as SQLite
 * has it by default, holds everything else up for tens of milliseconds.
 * See https://www.sqlite.org/wal.html#checkpointing.
 */
export class SqliteCheckpoints {
  private thread: Worker | null = null;
  private isBusy = false;

  /**
   * @param path of the file
   * @param writer the connection that writes
   */
  constructor(
    private readonly path: string,
    private readonly writer: PreparedConnection,
  ) {
    writer.rows(`PRAGMA wal_autocheckpoint = ${MOST_PAGES}`, []);
  }

  /** To be called after a change; throws nothing. */
  changed(): void {
    if (this.isBusy) return;
    try {
      if (this.pagesLeft() >= PAGES_PER_CHECKPOINT) this.begin();
    } catch {
      // The next transaction tells what is wrong with the database. Without a thread, commits write the log back.
    }
  }

  /** Ends the thread; resolves when its connection is closed. */
  async close(): Promise<void> {
    const { thread } = this;
    if (thread === null) return;
    const exit = once(thread, 'exit');
    // A process that has nothing else to do would end before.
    thread.ref();
    thread.postMessage('close');
    await exit;
  }

  /** How many pages of the log are not in the file of the database. */
  private pagesLeft(): number {
    // NOOP writes nothing back, but tells how much there is.
    const [state] = this.writer.rows<Log>('PRAGMA wal_checkpoint(NOOP)', []);
    return state === undefined ? 0 : state.log - state.checkpointed;
  }

  private begin(): void {
    this.thread ??= this.start();
    this.thread.postMessage('checkpoint');
    this.isBusy = true;
  }

  private start(): Worker {
    const thread = new Worker(PROGRAM, {
      workerData: { path: this.path, driver: sqliteDriverFile() },
      env: {},
      execArgv: [],
    });
    thread.unref();
    thread.on('message', () => (this.isBusy = false));
    // `exit` follows.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.thread = null;
      this.isBusy = false;
    });
    return thread;
  }
}
