import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';

export type { Logger };

/** Nest's injection token for the service's `Logger`. */
export const LOGGER = Symbol('Logger');

/** A line a request is cheap when many go out together; none waits longer than this. */
const BUFFER_BYTES = 8192;
const FLUSH_MS = 250;

/** Several processes write to one pipe: what is not longer than this (POSIX's PIPE_BUF) is never torn. */
const SHARED = { maxWrite: 4096, minLength: 4095 };

/** Nothing logs these on purpose; each more path costs every line. */
const SECRETS = ['authorization', 'accessCode', 'headers.authorization', 'req.headers.authorization'];

/**
 * The structured log: one JSON object a line.
 * @param config its `logLevel`, and `workers`: with several, each line has its process's id
 * @param stream where lines go; standard output when not given
 */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'workers'>,
  stream?: DestinationStream,
): Logger {
  const isShared = config.workers > 1;
  const options = {
    level: config.logLevel,
    base: isShared ? { pid: process.pid } : null,
    timestamp: isoTime(),
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: describeError },
    redact: SECRETS,
  };
  const buffer = isShared ? SHARED : { minLength: BUFFER_BYTES };
  return pino(options, stream ?? pino.destination({ sync: false, ...buffer, periodicFlush: FLUSH_MS }));
}

/** Pino's `isoTime`, which is made once for the lines of a millisecond. */
function isoTime(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) text = `,"time":"${new Date(now).toISOString()}"`;
    last = now;
    return text;
  };
}

/** Without the further members that drivers add: statements with the values in them. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: name,
    message,
    code,
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
