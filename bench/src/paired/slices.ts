import { setTimeout as pause } from 'node:timers/promises';
import type { Clients, Task } from '../load.ts';
import { secondsBetween, threadTimesOf } from './thread-times.ts';

/** One of two servers that take turns. */
export interface Side {
  readonly clients: Pick<Clients, 'run'>;
  readonly pids: readonly number[];
  /** Processes of the database, which both sides may share. */
  readonly databasePids: readonly number[];
}

/** The measurements of one server in one slice. */
export interface Slice {
  readonly seconds: number;
  /** Seconds of processor time; zero where the system does not report it. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
}

/** The same requests to both servers, one right after the other. */
export interface SlicePair {
  readonly requests: number;
  readonly slices: readonly [Slice, Slice];
}

/** The requests of one phase, sent to both servers in turns. */
export interface PhasePairs {
  readonly pairs: readonly SlicePair[];
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** Time for a server to finish work after its last answer, before the other's slice begins. */
const SETTLE_MS = 10;

/**
 * Cuts the tasks of a phase into slices that the servers take in the order A B, B A, A B, ...: both meet the same
 * machine and the same state of data, and each is first equally often.
 * @param begins the server of the very first slice, which is the slowest since it follows another phase
 */
export async function takeTurns(
  sides: readonly [Side, Side],
  work: readonly [readonly Task[], readonly Task[]],
  { count, begins }: { readonly count: number; readonly begins: 0 | 1 },
): Promise<PhasePairs> {
  const total = work[0].length;
  const pairs: SlicePair[] = [];
  const examples: string[] = [];
  let wrong = 0;
  const take = async (side: 0 | 1, from: number, to: number): Promise<Slice> => {
    const { clients, pids, databasePids } = sides[side];
    const server = threadTimesOf(pids);
    const database = threadTimesOf(databasePids);
    const load = await clients.run(work[side].slice(from, to));
    await pause(SETTLE_MS);
    wrong += load.wrong.count;
    examples.push(...load.wrong.examples);
    return {
      seconds: load.seconds,
      serverCpu: secondsBetween(server, threadTimesOf(pids)),
      databaseCpu: secondsBetween(database, threadTimesOf(databasePids)),
    };
  };
  const turns = Math.min(count, total);
  for (let turn = 0; turn < turns; turn++) {
    const from = Math.floor((turn * total) / turns);
    const to = Math.floor(((turn + 1) * total) / turns);
    let slices: [Slice, Slice];
    if (turn % 2 === begins) {
      const first = await take(0, from, to);
      slices = [first, await take(1, from, to)];
    } else {
      const second = await take(1, from, to);
      slices = [await take(0, from, to), second];
    }
    pairs.push({ requests: to - from, slices });
  }
  return { pairs, wrong, examples };
}
