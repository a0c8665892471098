import { jest } from '@jest/globals';

/** Everything that Jest can fake except the date: timers run normally. */
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
 * Runs `work` as if that much time had passed, for a service in this process too; the clock stands still meanwhile. Ids
 * made by `work` lie in the future, and later ids still follow them in order.
 */
export async function later<T>(millis: number, work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + millis, doNotFake: [...REAL] });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}
