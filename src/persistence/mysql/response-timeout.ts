import type { Socket } from 'node:net';
import type { PoolConnection } from 'mysql2';

/**
 * Reads end after 10 seconds, and a wait for a lock after 5. Where a write takes longer, its outcome is unknown as
 * when the connection is lost.
 */
const RESPONSE_TIMEOUT_MS = 30_000;

/** mysql2 has no other way to tell. */
interface Inside {
  readonly stream: Socket;
  readonly _command: object | null | undefined;
}

/** The code of the error with which a statement ends that the server did not answer. */
export const RESPONSE_TIMEOUT = 'RESPONSE_TIMEOUT';

/**
 * Closes a connection on which a statement waits for an answer for too long: the server's host may have gone without
 * a word, and TCP alone would wait for it for a quarter of an hour, or for hours.
 * @param afterMs how long nothing may come or go meanwhile
 */
export function limitResponseTime(connection: PoolConnection, afterMs = RESPONSE_TIMEOUT_MS): void {
  const inside = connection as unknown as Inside;
  inside.stream.setTimeout(afterMs);
  // For good: a handler given to `setTimeout` hears of the first time only.
  inside.stream.on('timeout', () => {
    if (inside._command == null) return;
    const error = new Error(`The database has not answered for ${afterMs} ms`);
    inside.stream.destroy(Object.assign(error, { code: RESPONSE_TIMEOUT }));
  });
}
