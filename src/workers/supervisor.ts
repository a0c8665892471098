import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.js';
import { BackOff } from './back-off.js';
import { answerMetrics } from './metrics-of-all.js';
import { WorkerProcess, type End } from './worker-process.js';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'];
/** Longer than a worker takes to stop by itself. */
const KILL_AFTER_MS = 15_000;
/** With this code a worker ends that has said on standard error why it cannot start. */
const EXPLAINED = 1;

/**
 * Runs the service in several processes on one port, and only hands out connections itself. A worker that dies is
 * replaced; SIGHUP replaces all of them without a gap; SIGTERM and SIGINT stop them.
 */
export class Supervisor {
  private readonly living = new Set<WorkerProcess>();
  private readonly backOff = new BackOff();
  /** Settles when the start, and every reload asked for since, is over. */
  private work: Promise<void> = Promise.resolve();
  private reloadIsQueued = false;
  private stopping = false;

  constructor(
    private readonly count: number,
    private readonly logger: Logger,
  ) {}

  /**
   * Keeps the workers running until a signal stops them.
   * @returns the exit code: 0 when all of them stopped gracefully, 1 also when one has told why it cannot start
   * @throws Error when one cannot start and has not told why
   */
  async run(): Promise<number> {
    const stopRequested = new Promise<void>((resolve) => {
      // Listened to for good: npm sends what the terminal has sent already.
      for (const signal of STOP_SIGNALS) process.on(signal, () => resolve());
    });
    process.on('SIGHUP', () => this.queueReload());
    answerMetrics();
    const started = this.startAll();
    this.work = started.catch(() => undefined);
    try {
      await Promise.race([stopRequested, started]);
    } catch (error) {
      await this.stop();
      if (error instanceof NotStarted && error.end.code === EXPLAINED) return 1;
      throw error;
    }
    await stopRequested;
    return (await this.stop()) ? 0 : 1;
  }

  /** One after the other: the first migrates the database, and speaks for all when the service cannot start. */
  private async startAll(): Promise<void> {
    for (let n = 0; n < this.count && !this.stopping; n++) await this.start();
  }

  /**
   * Starts a worker, to be replaced when it dies.
   * @throws NotStarted when it ends before it takes connections
   */
  private async start(): Promise<WorkerProcess> {
    const worker = WorkerProcess.start();
    this.living.add(worker);
    void worker.ended.then(() => this.living.delete(worker));
    if (!(await worker.listening)) throw new NotStarted(await worker.ended);
    void this.replaceWhenDead(worker);
    return worker;
  }

  private async replaceWhenDead(worker: WorkerProcess): Promise<void> {
    let end = await worker.ended;
    let livedMs = Date.now() - worker.startedAt;
    while (!this.stopping && !worker.isRetired) {
      const pauseMs = this.backOff.pauseAfter(livedMs);
      this.logger.error({ worker: worker.pid, ...end, pauseMs }, 'A worker died and will be replaced');
      await sleep(pauseMs);
      if (this.stopping) return;
      try {
        await this.start();
        return;
      } catch (error) {
        // It may be that no process can be made for now.
        if (error instanceof NotStarted) ({ end } = error);
        else this.logger.error({ err: error }, 'A worker could not be made');
        livedMs = 0;
      }
    }
  }

  private queueReload(): void {
    if (this.reloadIsQueued) return;
    this.reloadIsQueued = true;
    this.work = this.work.then(() => {
      this.reloadIsQueued = false;
      return this.reload();
    });
  }

  /** Each old worker goes when a new one has come; a new one that cannot start leaves the rest as they are. */
  private async reload(): Promise<void> {
    for (const old of [...this.living]) {
      if (this.stopping) return;
      const successor = await this.start().catch(() => null);
      if (successor === null) {
        if (!this.stopping) this.logger.error('Reload given up: a new worker did not start');
        return;
      }
      // One that died meanwhile is replaced already: then the successor is one too many.
      const leaving = this.living.has(old) ? old : successor;
      this.logger.info({ worker: leaving.pid, successor: successor.pid }, 'A worker is replaced');
      await leaving.retire();
    }
    this.logger.info('Reloaded');
  }

  /** Answers whether all workers stopped gracefully. */
  private async stop(): Promise<boolean> {
    this.stopping = true;
    const workers = [...this.living];
    for (const worker of workers) worker.signal('SIGTERM');
    const overdue = setTimeout(() => {
      for (const worker of this.living) worker.signal('SIGKILL');
    }, KILL_AFTER_MS);
    const ends = await Promise.all(workers.map((worker) => worker.ended));
    clearTimeout(overdue);
    // One that SIGTERM itself ended did not listen to it yet: it served nobody.
    return ends.every(({ code, signal }) => code === 0 || signal === 'SIGTERM');
  }
}

/** A worker ended before it took connections. */
class NotStarted extends Error {
  override readonly name = 'NotStarted';
  constructor(readonly end: End) {
    super(`a worker ended with ${end.signal ?? end.code ?? 'nothing begun'}`);
  }
}
