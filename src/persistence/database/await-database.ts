import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../logger.js';
import { codeOf, isAwaited } from '../mysql/mysql-errors.js';
import { verdict } from '../sqlite/sqlite-errors.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Opens the database as soon as it is there; until then each attempt is logged. It never gives up: to end the process
 * is left to who has started it.
 * @param open must leave nothing open when it rejects
 * @throws what does not pass with time
 */
export async function awaitDatabase<T>(open: () => Promise<T>, logger: Logger): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    try {
      return await open();
    } catch (error) {
      const reason = reasonOf(error);
      if (!isAwaited(reason) && verdict(reason) !== 'retry') throw error;
      logger.warn(
        { code: codeOf(reason), reason: reason.message, pauseMs },
        'The database cannot be reached: waiting for it',
      );
      await sleep(pauseMs);
    }
  }
}

/** Node tells of several failed connection attempts in one error. */
function reasonOf(error: unknown): NodeJS.ErrnoException {
  return error instanceof AggregateError ? reasonOf(error.errors[0]) : (error as NodeJS.ErrnoException);
}
