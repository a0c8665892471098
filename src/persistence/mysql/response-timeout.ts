import type { Socket } from 'node:net';
import type { PoolConnection } from 'mysql2';

/** How long a server may say nothing before it is asked, beside, whether it is at work on the statement. */
const SILENT_FOR_MS = 5000;
/** How long it may take to answer that. */
const ANSWER_WITHIN_MS = 1000;
/** Longest for a statement that the server is at work on. */
const LONGEST_MS = 30_000;

/** mysql2 has no other way to tell. */
interface Inside {
  readonly stream: Socket;
  readonly threadId: number;
  readonly _command: object | null | undefined;
}

/** The code of the error with which a statement ends that the server did not answer. */
export const RESPONSE_TIMEOUT = 'RESPONSE_TIMEOUT';

interface ResponseLimit {
  /** How long nothing may come or go meanwhile. */
  readonly afterMs?: number;
  /** Whether the server is at work on the statement of one of its threads; without it, nobody is asked. */
  readonly isAtWork?: (threadId: number) => Promise<boolean>;
}

/**
 * Closes a connection on which a statement waits for an answer for too long: the server's host may have gone without
 * a word, and TCP alone would wait for it for a quarter of an hour, or for hours. Where a write was under way, its
 * outcome is unknown as when the connection is lost.
 */
export function limitResponseTime(
  connection: PoolConnection,
  { afterMs = SILENT_FOR_MS, isAtWork }: ResponseLimit = {},
): void {
  const inside = connection as unknown as Inside;
  const { stream } = inside;
  /** The command that the server was found at work on, and since when it is silent. */
  let known: { readonly command: object; readonly silentSince: number } | null = null;
  stream.setTimeout(afterMs);
  // For good: a handler given to `setTimeout` hears of the first time only.
  stream.on('timeout', () => {
    const { _command: command } = inside;
    if (command == null) return;
    if (known?.command !== command) known = { command, silentSince: performance.now() - afterMs };
    const { silentSince } = known;
    const isLong = performance.now() - silentSince >= LONGEST_MS;
    void (
      isLong || isAtWork === undefined ? Promise.resolve(false) : answerOf(isAtWork(inside.threadId))
    ).then((atWork) => {
      // The answer has come meanwhile.
      if (inside._command !== command || known?.silentSince !== silentSince) return;
      if (atWork) {
        // Node measures a silence once.
        stream.setTimeout(afterMs);
        return;
      }
      const waitedMs = Math.round(performance.now() - silentSince);
      const error = new Error(`The database has not answered for ${waitedMs} ms`);
      stream.destroy(Object.assign(error, { code: RESPONSE_TIMEOUT }));
    });
  });
}

async function answerOf(question: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  });
  return Promise.race([question.catch(() => false), tooLate]).finally(() => clearTimeout(timer));
}
