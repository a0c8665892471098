import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
const PATIENCE_MS = 10_000;

/**
 * Asks until the answer is something other than 200.
 * @param ask sends a request; answers its status
 * @returns the status then, and how many seconds from now the last request that was taken had been sent: what a slow
 *   machine adds to the answers does not count
 */
export async function lastTaken(
  ask: () => Promise<number>,
): Promise<{ readonly status: number; readonly seconds: number }> {
  const started = Date.now();
  let taken = started;
  for (;;) {
    const sent = Date.now();
    const status = await ask();
    if (status === 200) taken = sent;
    if (status !== 200 || taken - started > PATIENCE_MS) return { status, seconds: (taken - started) / 1000 };
    await sleep(PAUSE_MS);
  }
}
