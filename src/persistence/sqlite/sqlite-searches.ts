import { fork, type ChildProcess } from 'node:child_process';
import { DatabaseUnavailable, TookTooLong, type SqlValue } from '../database/database.js';
import { sqliteDriverFile } from './sqlite-driver.js';

const PROGRAM = new URL('./sqlite-search-process.js', import.meta.url);

/** A process that has not started within this time is given up. */
const START_WITHIN_MS = 30_000;

type Answer = { readonly rows: object[] } | { readonly error: { message: string; code?: string } };

/**
 * Runs searches on an SQLite file in separate processes, so that they do not block the service, and ends each within
 * its time limit.
 */
export class SqliteSearches {
  private readonly idle: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();

  /**
   * @param path of the file
   * @param limitMs maximum duration of a search
   */
  constructor(
    private readonly path: string,
    private readonly limitMs: number,
  ) {}

  /**
   * The rows of a query.
   * @throws TookTooLong when the search exceeded its time limit; DatabaseUnavailable when no process can be started;
   *   the driver's error
   */
  async rows<Row extends object>(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    const process = this.idle.pop() ?? (await this.start());
    process.send({ sql, params });
    const answer = (await this.nextMessage(process, this.limitMs)) as Answer;
    this.idle.push(process);
    if ('rows' in answer) return answer.rows as Row[];
    throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
  }

  /** Ends running searches. */
  close(): void {
    for (const process of this.all) process.kill('SIGKILL');
  }

  private async start(): Promise<ChildProcess> {
    // The process inherits no environment variables, which may contain secrets.
    const process = fork(PROGRAM, [this.path, sqliteDriverFile()], {
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.all.add(process);
    process.once('exit', () => {
      this.all.delete(process);
      const index = this.idle.indexOf(process);
      if (index >= 0) this.idle.splice(index, 1);
    });
    // `nextMessage` reports the error of a process in use; an idle process ends with `exit`.
    process.on('error', () => undefined);
    process.unref();
    process.channel?.unref();
    await this.nextMessage(process, START_WITHIN_MS).catch((error: unknown) => {
      throw new DatabaseUnavailable(error);
    });
    return process;
  }

  /**
   * Resolves with the next message, and kills a process that does not answer in time: nothing else ends its statement.
   */
  private nextMessage(process: ChildProcess, withinMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        process.off('message', answered).off('exit', ended).off('error', failed);
        act();
      };
      const answered = (message: unknown) => settle(() => resolve(message));
      const failed = (error: Error) => settle(() => reject(error));
      const ended = () => settle(() => reject(new Error('The process that searches has ended')));
      const timer = setTimeout(() => {
        process.kill('SIGKILL');
        settle(() => reject(new TookTooLong(new Error(`No answer within ${withinMs} ms`))));
      }, withinMs);
      process.on('message', answered).on('exit', ended).on('error', failed);
    });
  }
}
