import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logger.js';
import { ScimError } from '../scim/errors.js';
import { answerForError, errorBody } from './answer-for-error.js';
import { newRequestId } from './request-id.js';
import { SCIM_PATH } from './scim-path.js';

/** Answers requests that Fastify's router refuses before any hook runs, such as those with a malformed URL. */
export function answerRouterError(
  error: Pick<FastifyError, 'code' | 'statusCode'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 400;
  const detail = error.code === 'FST_ERR_BAD_URL' ? 'The URL is malformed' : 'The URL is not acceptable';
  const { type, text } = errorBody(
    answerForError(ScimError.http(status, detail), request.id),
    request.raw.url ?? '/',
    request.id,
  );
  // Written to the raw response, since `send` would look for the hooks of a route.
  reply.hijack();
  reply.raw.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'x-request-id': request.id,
    'cache-control': 'no-store',
  });
  reply.raw.end(text);
  reply.log.info({ requestId: request.id, method: request.method, status }, 'request');
}

interface ClientError extends Error {
  readonly code?: string;
  /** The bytes being parsed, if any. */
  readonly rawPacket?: unknown;
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_INVALID_METHOD: 501,
};
const DETAIL_BY_STATUS: Readonly<Record<number, string>> = {
  408: 'The request took too long to arrive',
  413: 'The extensions of a chunk are too long',
  431: 'The request line and headers together are too long',
  501: 'The method is unknown',
};

/** Answers requests that Node's HTTP parser refuses: there is no request object then, only bytes on a connection. */
export function answerClientError(error: ClientError, socket: Socket, logger: Logger): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable || !isBetweenAnswers(socket)) {
    socket.destroy(error);
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
  const detail = DETAIL_BY_STATUS[status] ?? 'This is not an HTTP request';
  const requestId = newRequestId();
  const { type, text } = errorBody(
    answerForError(ScimError.http(status, detail), requestId),
    targetOf(error.rawPacket),
    requestId,
  );
  logger.info({ requestId, status, code: error.code }, 'request');
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nX-Request-Id: ${requestId}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`,
  );
}

/** The request target decides the form of the answer; where it cannot be read, the SCIM form is used. */
function targetOf(packet: unknown): string {
  const start = Buffer.isBuffer(packet) ? packet.subarray(0, 1024).toString('latin1') : '';
  return /^[A-Za-z-]+ (\S+)/.exec(start)?.[1] ?? SCIM_PATH;
}

/** An answer in progress must not be interrupted by the error. */
function isBetweenAnswers(socket: Socket): boolean {
  const { _httpMessage: answering } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null };
  return !answering?.headersSent;
}
