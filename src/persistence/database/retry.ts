import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable, TookTooLong, WriteRefused } from './database.js';

/**
 * What to do about an error: it passes with time, it is the work's own, or trying again would not help, as with a
 * statement that was ended, or a disk that is full.
 */
export type Verdict = 'retry' | 'fail' | 'give up' | 'too long' | 'disk-full' | 'read-only';

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 5;

/**
 * Runs `attempt` until it resolves, pausing a little longer each time (with jitter, so that rivals for
 * a lock part ways).
 * @param attempt must leave nothing behind when it rejects
 * @param verdict decides whether an error passes with time
 * @throws DatabaseUnavailable after the last attempt; WriteRefused; TookTooLong; other errors as they are
 */
export async function retry<T>(attempt: () => Promise<T>, verdict: (error: unknown) => Verdict): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const decision = verdict(error);
      if (decision === 'fail') throw error;
      if (decision === 'disk-full' || decision === 'read-only') throw new WriteRefused(error, decision);
      if (decision === 'too long') throw new TookTooLong(error);
      if (decision === 'give up' || tries === ATTEMPTS) throw new DatabaseUnavailable(error);
      await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }
}
