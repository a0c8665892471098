import type { Server } from 'node:http';
import { LogController, type FastifyBaseLogger, type FastifyHttpOptions } from 'fastify';
import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { answerClientError, answerRouterError } from './framework-errors.js';
import { requestIds } from './request-id.js';

const MAX_HEADER_BYTES = 131_072;
const REQUEST_TIMEOUT_MS = 60_000;
/** After it a connection ends on which nothing comes or goes, such as that of a client that no longer reads its answer. */
const SILENCE_MS = 120_000;

/** How Fastify is to run: limits, request ids, and errors of its own in this service's form. */
export function serverOptions(
  config: Pick<Config, 'trustProxy' | 'adminToken' | 'metricsToken'>,
  logger: Logger,
): FastifyHttpOptions<Server, FastifyBaseLogger> {
  return {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(config),
    requestIdHeader: false,
    trustProxy: trustProxy(config.trustProxy),
    // Filters come in the URL: the filter parser has limits of its own and better answers.
    http: { maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_MS,
    // A Tenant URL may have been pasted with a slash at its end.
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: MAX_HEADER_BYTES,
    },
    return503OnClosing: false,
    frameworkErrors: answerRouterError,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, logger),
  };
}

/** A number means that many proxies in a row, which Fastify takes as a function only. */
function trustProxy(setting: Config['trustProxy']): NonNullable<FastifyHttpOptions<Server>['trustProxy']> {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;
}
