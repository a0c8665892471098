import cluster, { type Worker } from 'node:cluster';

/** What the supervisor sends to a worker that has a successor. */
export const RETIRE = 'retire';

/** How a process ended: by its own code or by a signal. */
export interface End {
  /** The id that the process had. */
  readonly worker: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
}

/** Of a process that the system refused. */
export const NEVER_MADE: End = { worker: undefined, code: null, signal: null };

/** One of the processes that serve the port, as the supervisor sees it. */
export class WorkerProcess {
  /** On the clock of `performance`. */
  readonly startedAt = performance.now();
  /** Settles once it takes connections, or has ended before that: with whether it does. */
  readonly listening: Promise<boolean>;
  readonly ended: Promise<End>;
  private hasSuccessor = false;

  private constructor(private readonly worker: Worker) {
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code, signal) => resolve({ worker: this.pid, code, signal }));
      // The system refused another process: there is none to wait for.
      worker.on('error', () => {
        if (worker.process.pid === undefined) resolve(NEVER_MADE);
      });
    });
    this.listening = Promise.race([
      new Promise<boolean>((resolve) => worker.once('listening', () => resolve(true))),
      this.ended.then(() => false),
    ]);
  }

  /** Starts one more process with the environment and the arguments of this one. */
  static start(): WorkerProcess {
    return new WorkerProcess(cluster.fork());
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  get isRetired(): boolean {
    return this.hasSuccessor;
  }

  /** Has it take no further connections and end once those it has are over; resolves when it has ended. */
  async retire(): Promise<void> {
    this.hasSuccessor = true;
    // A worker that is just dying takes no message; it ends all the same.
    this.worker.send(RETIRE, () => undefined);
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.worker.process.kill(signal);
  }
}
