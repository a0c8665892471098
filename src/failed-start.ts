import { ConfigError } from './config.js';

/** Prints why a process cannot start, one line per reason, and ends it with exit code 1. */
export function failStart(error: unknown): never {
  const lines = error instanceof ConfigError ? error.problems : [`Cannot start: ${reasonOf(error)}`];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  process.exit(1);
}

function reasonOf(error: unknown): string {
  // Node leaves the message of an error for several connection attempts empty.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { message = String(error), syscall, code } = error as NodeJS.ErrnoException;
  if (syscall === 'connect') return `the database cannot be reached (${message})`;
  return code?.startsWith('ER_') ? `the database refuses the connection (${message})` : message;
}
