import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, readConfig } from './config.js';
import { createApp } from './create-app.js';

const STOP_WITHIN_MS = 10_000;

/** Starts the service; a start that fails says why in one line a reason and ends the process with 1. */
async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApp(config);
  await app.listen(config.port, config.host);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app));
}

/** Lets requests under way finish, for a bounded time, and ends the process. */
async function stop(app: NestFastifyApplication): Promise<never> {
  const overdue = setTimeout(() => {
    process.stderr.write('Requests still under way were cut off\n');
    process.exit(1);
  }, STOP_WITHIN_MS);
  await app.close();
  clearTimeout(overdue);
  process.exit(0);
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
