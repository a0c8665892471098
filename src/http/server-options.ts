import type { Server } from 'node:http';
import { LogController, type FastifyBaseLogger, type FastifyHttpOptions } from 'fastify';
import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { answerClientError, answerRouterError } from './framework-errors.js';
import { requestIds } from './request-id.js';

const MAX_HEADER_BYTES = 131_072;
const REQUEST_TIMEOUT_MS = 60_000;
/**
 * Time without traffic after which a connection is closed, such as that of a client that no longer reads its answer.
 */
const SILENCE_MS = 120_000;

/** Fastify's options: limits, request ids, and router errors in this service's form. */
export function serverOptions(
  config: Pick<Config, 'trustProxy' | 'adminToken' | 'metricsToken'>,
  logger: Logger,
): FastifyHttpOptions<Server, FastifyBaseLogger> {
  return {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Lines about a request name it themselves; by default Fastify makes a logger for each request.
    childLoggerFactory: (parent) => parent,
    genReqId: requestIds(config),
    requestIdHeader: false,
    trustProxy: trustProxy(config.trustProxy),
    // URLs contain filters: the filter parser has limits of its own and better error messages.
    http: { maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_MS,
    // Tenants may paste the Tenant URL with a trailing slash.
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

/** A number is a count of trusted proxies, which Fastify accepts only as a function. */
function trustProxy(setting: Config['trustProxy']): NonNullable<FastifyHttpOptions<Server>['trustProxy']> {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;
}
