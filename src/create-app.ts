import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { Activity } from './activity/activity.js';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { setupSwagger } from './discovery/swagger.js';
import { RouteTable } from './http/route-table.js';
import { addServerHooks } from './http/server-hooks.js';
import { serverOptions } from './http/server-options.js';
import { createLogger } from './logger.js';
import { countRequests } from './ops/count-requests.js';
import { Metrics } from './metrics/metrics.js';
import { NestLogger } from './ops/nest-logger.js';
import { logRequests } from './ops/request-log.js';

export interface AppOptions {
  /** Where log lines go; standard output when not given. */
  readonly logStream?: DestinationStream;
}

/**
 * Makes the service, ready to `listen`; nothing of it is shared with another one in the same process.
 * @throws the driver's error when the database cannot be opened
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = createLogger(config, options.logStream);
  const adapter = new FastifyAdapter({ ...serverOptions(config, logger), skipMiddie: true });
  const server = adapter.getInstance();
  const routes = new RouteTable(server);
  addServerHooks(server);
  server.server.maxConnections = config.maxConnections;
  const metrics = new Metrics();
  logRequests(server, logger, metrics);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ config, logger, metrics, routes }),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(logger) },
  );
  if (config.provisioningLog) countRequests(server, app.get(Activity, { strict: false }));
  setupSwagger(app);
  return app.init();
}
