import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { announce } from './announce.js';
import { AdminToken } from './auth/admin-token.js';
import type { Config } from './config.js';
import { createApp } from './create-app.js';
import { drain } from './http/connection-draining.js';
import { requestsUnderWay } from './http/open-connections.js';
import { createLogger, type Logger } from './logger.js';
import { RETIRE } from './workers/worker-process.js';

const STOP_WITHIN_MS = 10_000;
/** Idle connections are let go by the server itself after its keep-alive time; this is to be later. */
const AFTER_KEEP_ALIVE_MS = 1000;

/** Serves in this process until a signal, or the supervisor of a worker, ends it. */
export async function serve(config: Config): Promise<void> {
  const logger = createLogger(config);
  let app: NestFastifyApplication | null = null;
  let stopping: Promise<never> | undefined;
  const stopOnce = (cause: string): void => void (stopping ??= stop(app, logger, cause));
  // Before the start, which may have to wait for the database. A signal may come several times: from a terminal or an
  // init to all processes, and from npm or the supervisor too.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOnce(signal));
  if (cluster.isWorker) process.on('SIGHUP', () => undefined);
  const started = (app = await createApp(config, { logger }));
  await started.listen(config.port, config.host);
  await started.get(AdminToken, { strict: false }).settle(showAdminToken);
  if (!cluster.isWorker || cluster.worker?.id === 1) announce(await started.getUrl(), config, logger);
  if (!cluster.isWorker) return;
  process.on('message', (message) => {
    if (message === RETIRE) void retire(started.getHttpServer()).then(() => stopOnce('replaced'));
  });
}

/**
 * Lets requests under way finish, for a bounded time, and ends the process.
 * @param app null while it is being made
 * @param cause why, for the log
 */
async function stop(app: NestFastifyApplication | null, logger: Logger, cause: string): Promise<never> {
  const startedAt = performance.now();
  const end = (code: 0 | 1, cutOff: number): never => {
    const ms = Math.round(performance.now() - startedAt);
    logger[code === 0 ? 'info' : 'warn']({ ms, cutOff }, 'Stopped');
    process.exit(code);
  };
  const underWay = (): number => (app === null ? 0 : requestsUnderWay(app.getHttpServer()));
  logger.info({ cause, underWay: underWay() }, 'Stopping');
  const overdue = setTimeout(() => end(1, underWay()), STOP_WITHIN_MS);
  try {
    await app?.close();
    clearTimeout(overdue);
    return end(0, 0);
  } catch (error) {
    logger.error({ err: error }, 'What was kept for later could not be stored');
    return end(1, 0);
  }
}

/** Leaves new connections to others until there are no old ones, or there should be none. */
async function retire(server: Server): Promise<void> {
  await Promise.race([drain(server), sleep(server.keepAliveTimeout + AFTER_KEEP_ALIVE_MS)]);
}

/** Bypasses the logger: logs are collected and kept, so they must not contain the secret. */
function showAdminToken(token: string): void {
  process.stdout.write(`Admin token (shown this once, keep it): ${token}\n`);
}
