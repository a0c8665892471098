import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';

export type { Logger };

/** Nest's injection token for the service's `Logger`. */
export const LOGGER = Symbol('Logger');

/** Writing many lines together is cheaper; none waits longer than this. */
const BUFFER_BYTES = 8192;
const FLUSH_MS = 250;

/** Several processes write to one pipe: lines up to this length (POSIX's PIPE_BUF) are written atomically. */
const SHARED = { maxWrite: 4096, minLength: 4095 };

/** A safety net, since nothing logs these on purpose. Each further path costs time for every line. */
const SECRETS = ['authorization', 'accessCode', 'headers.authorization', 'req.headers.authorization'];

/**
 * The structured log: one JSON object per line.
 * @param config its `logLevel`, and `workers`: with several, each line has its process's id
 * @param stream destination of lines; by default standard output
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

/** Pino's `isoTime`, computed once per millisecond. */
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

/** An error without the further members that drivers add, such as statements with their values. */
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
