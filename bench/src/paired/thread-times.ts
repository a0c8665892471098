import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds of processor time per thread, by thread id. */
export type ThreadTimes = ReadonlyMap<string, number>;

/**
 * Reads the scheduler's statistics: /proc/PID/stat counts in steps of 10 ms, about as long as a slice takes. Empty on a
 * system without them.
 */
export function threadTimesOf(pids: readonly number[]): ThreadTimes {
  const times = new Map<string, number>();
  for (const pid of pids) {
    for (const thread of threadsOf(pid)) {
      try {
        const [ran] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
        times.set(thread, Number(ran));
      } catch {
        continue;
      }
    }
  }
  return times;
}

/** Seconds of processor time between two readings, without threads that have ended since. */
export function secondsBetween(before: ThreadTimes, after: ThreadTimes): number {
  let nanoseconds = 0;
  for (const [thread, ran] of after) nanoseconds += ran - (before.get(thread) ?? 0);
  return nanoseconds / 1e9;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
