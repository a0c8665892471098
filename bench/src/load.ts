import { Connection, type Answer } from './http-client.ts';

/** One request of a phase with the check of its answer. */
export interface Task {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query below the SCIM base URL. */
  readonly target: string;
  readonly body?: unknown;
  /** Records data of the answer; returns what is wrong with it, or `null`. */
  readonly check: (answer: Answer) => string | null;
}

/** The measurements of a phase. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds of each request, sorted. */
  readonly latencies: Float64Array;
  readonly firstByteMs: Float64Array;
  /** The number of wrong answers, with the first of them. */
  readonly wrong: { readonly count: number; readonly examples: readonly string[] };
}

const EXAMPLES = 3;

/** The clients of one server: kept-alive connections that each take the next task as soon as they are free. */
export class Clients {
  private constructor(
    private readonly connections: readonly Connection[],
    private readonly basePath: string,
  ) {}

  /** @param baseUrl of the SCIM endpoints */
  static async open(baseUrl: string, token: string, count: number): Promise<Clients> {
    const opening = Array.from({ length: count }, () => Connection.open(baseUrl, token));
    return new Clients(await Promise.all(opening), new URL(baseUrl).pathname.replace(/\/$/, ''));
  }

  /** Sends the requests of all tasks and checks each answer. */
  async run(tasks: readonly Task[]): Promise<Load> {
    const latencies = new Float64Array(tasks.length);
    const firstByteMs = new Float64Array(tasks.length);
    const examples: string[] = [];
    let count = 0;
    let next = 0;
    const work = async (connection: Connection): Promise<void> => {
      for (let index = next++; index < tasks.length; index = next++) {
        const task = tasks[index]!;
        const start = performance.now();
        const answer = await connection.send(task.method, this.basePath + task.target, task.body);
        latencies[index] = performance.now() - start;
        firstByteMs[index] = answer.firstByteMs;
        const wrong = task.check(answer);
        if (wrong === null) continue;
        count++;
        if (examples.length < EXAMPLES) {
          examples.push(`${task.method} ${task.target.slice(0, 120)}: ${wrong}, got ${describe(answer)}`);
        }
      }
    };
    const start = performance.now();
    await Promise.all(this.connections.map(work));
    const seconds = (performance.now() - start) / 1000;
    latencies.sort();
    firstByteMs.sort();
    return { requests: tasks.length, seconds, latencies, firstByteMs, wrong: { count, examples } };
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}

/** The percentile of sorted values. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function describe({ status, body }: Answer): string {
  return `${status} ${JSON.stringify(body)?.slice(0, 300) ?? ''}`;
}
