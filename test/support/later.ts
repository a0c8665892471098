import { jest } from '@jest/globals';

/** All that Jest could take over but the date: timers run as before. */
const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/**
 * Does `work` when so much time has passed, for a service in this process too: the clock stands still there. Ids that
 * are made meanwhile stay ahead of the time, and so do those that follow them.
 */
export async function later<T>(millis: number, work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + millis, doNotFake: [...REAL] });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}
