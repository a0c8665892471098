import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../logger.js';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'trace';

/** Where Nest reports an error and throws it on: whoever catches it decides what to tell. */
const RETHROWN = new Set<unknown>(['ExceptionHandler', 'NestApplication']);

/** Nest's own messages in the service's log; what it tells at every start is for debugging only. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write(RETHROWN.has(rest.at(-1)) ? 'debug' : 'error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the name of the caller last. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    if (message instanceof Error) this.logger[level]({ context, err: message }, message.message);
    else this.logger[level]({ context }, String(message));
  }
}
