import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable, TookTooLong, WriteRefused } from './database.js';

/**
 * How to treat an error: `retry` it, as it is temporary; `fail` with it, as the caller's own; `give up`, as a retry
 * cannot help; `too long` for a statement that exceeded its time limit;
 * `disk-full` and `read-only` for a write that the database refuses as it will the next ones.
 */
export type Verdict = 'retry' | 'fail' | 'give up' | 'too long' | 'disk-full' | 'read-only';

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 5;

/**
 * Runs `attempt` until it resolves. Pauses grow with each attempt and are randomised, so that transactions competing
 * for a lock do not collide again.
 * @param attempt must leave no effect behind when it rejects
 * @param verdict classifies an error
 * @throws DatabaseUnavailable after the last attempt; WriteRefused; TookTooLong; other errors unchanged
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
