import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config.js';
import { createApp } from './create-app.js';
import { drain } from './http/connection-draining.js';
import { RETIRE } from './workers/worker-process.js';

const STOP_WITHIN_MS = 10_000;
/** Idle connections are let go by the server itself after its keep-alive time; this is to be later. */
const AFTER_KEEP_ALIVE_MS = 1000;

/** Serves in this process until a signal, or the supervisor of a worker, ends it. */
export async function serve(config: Config): Promise<void> {
  const app = await createApp(config);
  await app.listen(config.port, config.host);
  let stopping: Promise<never> | undefined;
  const stopOnce = (): void => void (stopping ??= stop(app));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // It may come several times: from a terminal or an init to all processes, and from npm or the supervisor too.
    process.on(signal, stopOnce);
  }
  if (!cluster.isWorker) return;
  process.on('SIGHUP', () => undefined);
  process.on('message', (message) => {
    if (message === RETIRE) void retire(app.getHttpServer()).then(stopOnce);
  });
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

/** Leaves new connections to others until there are no old ones, or there should be none. */
async function retire(server: Server): Promise<void> {
  await Promise.race([drain(server), sleep(server.keepAliveTimeout + AFTER_KEEP_ALIVE_MS)]);
}
