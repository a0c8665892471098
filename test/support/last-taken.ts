import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
const PATIENCE_MS = 10_000;

/**
 * Repeats a request until the answer is something other than 200.
 * @param ask sends a request; resolves with its status
 * @returns that status, and after how many seconds the last successful request was sent: independent of how slowly the
 *   machine answers
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
