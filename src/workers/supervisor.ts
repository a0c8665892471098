import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.js';
import { BackOff } from './back-off.js';
import { answerMetrics } from './metrics-of-all.js';
import { NEVER_MADE, WorkerProcess, type End } from './worker-process.js';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'];
/** Longer than a worker takes to stop by itself. */
const KILL_AFTER_MS = 15_000;
/** With this code a worker ends that has said on standard error why it cannot start. */
const EXPLAINED = 1;

/**
 * Runs the service in several processes on one port. A worker that dies is replaced, and takes no other with it; SIGHUP
 * replaces all of them without a gap; SIGTERM and SIGINT stop them.
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
   * @returns the exit code: 0 when all of them stopped gracefully, 1 also when the first has told why it cannot start
   */
  async run(): Promise<number> {
    // Each worker accepts connections itself. One that this process had accepted for a worker that is just dying would
    // be answered by nobody, and stay open.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    const stopRequested = new Promise<void>((resolve) => {
      // Listened to for good: npm sends what the terminal has sent already.
      for (const signal of STOP_SIGNALS) process.on(signal, () => resolve());
    });
    process.on('SIGHUP', () => this.queueReload());
    answerMetrics();
    const started = this.startAll();
    this.work = started.then(() => undefined);
    const isRefused = await Promise.race([stopRequested.then(() => false), started.then((taken) => !taken)]);
    if (isRefused) {
      await this.stop();
      return 1;
    }
    await stopRequested;
    return (await this.stop()) ? 0 : 1;
  }

  /**
   * One after the other: the first migrates the database, and speaks for all when the service cannot start.
   * @returns whether the service can start
   */
  private async startAll(): Promise<boolean> {
    const first = await this.tryStart();
    if (first?.code === EXPLAINED) return false;
    if (first !== null) await this.startUntilSteady(first, 0);
    for (let n = 1; n < this.count && !this.stopping; n++) {
      const end = await this.tryStart();
      // Those that serve go on, whatever keeps another one from it.
      if (end !== null) void this.startUntilSteady(end, 0);
    }
    return true;
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

  /** Starts a worker; answers how it ended where it did not come to take connections. */
  private async tryStart(): Promise<End | null> {
    try {
      await this.start();
      return null;
    } catch (error) {
      if (error instanceof NotStarted) return error.end;
      // It may be that no process can be made for now.
      this.logger.error({ err: error }, 'A worker could not be made');
      return NEVER_MADE;
    }
  }

  private async replaceWhenDead(worker: WorkerProcess): Promise<void> {
    const end = await worker.ended;
    if (!worker.isRetired) await this.startUntilSteady(end, performance.now() - worker.startedAt);
  }

  /** Starts a worker in the place of one that has died, as often as it takes. */
  private async startUntilSteady(died: End, livedMs: number): Promise<void> {
    for (let end: End | null = died, lived = livedMs; end !== null; lived = 0) {
      if (this.stopping) return;
      const pauseMs = this.backOff.pauseAfter(lived);
      this.logger.error({ ...end, pauseMs }, 'A worker died and will be replaced');
      await sleep(pauseMs);
      if (this.stopping) return;
      end = await this.tryStart();
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
    const startedAt = performance.now();
    this.logger.info({ workers: this.living.size }, 'Stopping the workers');
    const workers = [...this.living];
    for (const worker of workers) worker.signal('SIGTERM');
    const overdue = setTimeout(() => {
      for (const worker of this.living) worker.signal('SIGKILL');
    }, KILL_AFTER_MS);
    const ends = await Promise.all(workers.map((worker) => worker.ended));
    clearTimeout(overdue);
    // One that SIGTERM itself ended did not listen to it yet: it served nobody.
    const isGraceful = ends.every(({ code, signal }) => code === 0 || signal === 'SIGTERM');
    const ms = Math.round(performance.now() - startedAt);
    this.logger[isGraceful ? 'info' : 'warn']({ ms }, 'The workers have stopped');
    return isGraceful;
  }
}

/** A worker ended before it took connections. */
class NotStarted extends Error {
  override readonly name = 'NotStarted';
  constructor(readonly end: End) {
    super(`a worker ended with ${end.signal ?? end.code ?? 'nothing begun'}`);
  }
}
