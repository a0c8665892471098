import cluster from 'node:cluster';
import { ConfigError, readConfig } from './config.js';
import { createLogger } from './logger.js';
import { Supervisor } from './workers/supervisor.js';

/** Starts the service; a start that fails says why in one line a reason and ends the process with 1. */
async function main(): Promise<void> {
  const config = readConfig();
  if (config.workers > 1 && cluster.isPrimary) {
    process.exit(await new Supervisor(config.workers, createLogger(config)).run());
  }
  // Loaded where it is needed: a supervisor stays small.
  const { serve } = await import('./serve.js');
  await serve(config);
}

function fail(error: unknown): never {
  const lines = error instanceof ConfigError ? error.problems : [`Cannot start: ${reasonOf(error)}`];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  process.exit(1);
}

function reasonOf(error: unknown): string {
  // Node leaves the message of several failed connection attempts empty.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { message = String(error), syscall, code } = error as NodeJS.ErrnoException;
  if (syscall === 'connect') return `the database cannot be reached (${message})`;
  return code?.startsWith('ER_') ? `the database refuses the connection (${message})` : message;
}

main().catch(fail);
