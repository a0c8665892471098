import { setTimeout as sleep } from 'node:timers/promises';
import { verdict } from './sqlite-errors.js';

/** Maximum time to wait for another process that writes, in milliseconds; as long as the driver's own. */
const WAIT_MS = 5000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 10;

/**
 * Repeats `attempt` while another process holds the lock of the file. SQLite's own wait (`busy_timeout`) would block
 * the event loop, and with it the requests that only read.
 * @param attempt must leave no effect behind when it throws or rejects
 * @throws the last error after 5 seconds; errors other than SQLITE_BUSY at once
 */
export async function whenUnlocked<T>(attempt: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + WAIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (verdict(error) !== 'retry' || performance.now() > end) throw error;
    }
    await sleep(pause * (0.5 + Math.random()));
  }
}
