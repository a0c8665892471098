import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { RequestCounter } from './activity/request-counter.js';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { setupSwagger } from './swagger/swagger.js';
import { RouteTable } from './http/route-table.js';
import { serverOptions } from './http/server-options.js';
import { createLogger, type Logger } from './logger.js';
import { Metrics } from './metrics/metrics.js';
import { NestLogger } from './ops/nest-logger.js';
import { BodyLog } from './provisioning-log/bodies/body-log.js';
import { addRequestHooks } from './request-pipeline.js';

export interface AppOptions {
  /** By default a logger of its own. */
  readonly logger?: Logger;
  /** Destination of the log lines of its own logger; by default standard output. */
  readonly logStream?: DestinationStream;
}

/**
 * Creates the service, ready to `listen`. It shares nothing with other instances in the same process. It waits for a
 * database that cannot be reached.
 * @throws the driver's error when the database cannot be opened
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? createLogger(config, options.logStream);
  const adapter = new FastifyAdapter({ ...serverOptions(config, logger), skipMiddie: true });
  const server = adapter.getInstance();
  const routes = new RouteTable(server);
  server.server.maxConnections = config.maxConnections;
  const metrics = new Metrics();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ config, logger, metrics, routes }),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(logger) },
  );
  const activity = config.provisioningLog ? app.get(RequestCounter, { strict: false }) : null;
  const bodies = config.provisioningLog ? app.get(BodyLog, { strict: false }) : null;
  addRequestHooks(server, logger, metrics, activity, bodies);
  setupSwagger(app, config);
  return app.init();
}
