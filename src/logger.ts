import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';

export type { Logger };

/** Nest's injection token for the service's `Logger`. */
export const LOGGER = Symbol('Logger');

/** A line a request is cheap when many go out together; none waits longer than this. */
const BUFFER_BYTES = 8192;
const FLUSH_MS = 250;

/** Nothing logs these on purpose; each more path costs every line. */
const SECRETS = ['authorization', 'accessCode', 'headers.authorization', 'req.headers.authorization'];

/**
 * The structured log: one JSON object a line.
 * @param config its `logLevel`
 * @param stream where lines go; standard output when not given
 */
export function createLogger(config: Pick<Config, 'logLevel'>, stream?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: describeError },
    redact: SECRETS,
  };
  return pino(
    options,
    stream ?? pino.destination({ sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS }),
  );
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
