import type { FastifyReply } from 'fastify';
import type { ResourceAnswer } from '../resources/resource-endpoint.js';
import { isClosing } from './closing.js';
import { SCIM_MEDIA_TYPE } from './scim-path.js';
import { DATA_HEADERS } from './security-headers.js';

/** Sends a SCIM body. */
export function sendScim(reply: FastifyReply, status: number, body: unknown): void {
  sendScimText(reply, status, JSON.stringify(body));
}

/**
 * Sends a SCIM body that is JSON text already. Written straight to the connection: what Fastify would do
 * around it costs more than most requests.
 * @param headers further ones, names and values in turn
 */
export function sendScimText(
  reply: FastifyReply,
  status: number,
  text: string,
  headers: readonly string[] = [],
): void {
  const length = String(Buffer.byteLength(text));
  // A text goes out with its headers in one piece; `Buffer`s take two.
  begin(reply, status, ['content-type', SCIM_MEDIA_TYPE, 'content-length', length, ...headers]).end(text);
}

/** Sends an answer without a body. */
export function sendNothing(reply: FastifyReply, status: 204 | 304, headers: readonly string[] = []): void {
  begin(reply, status, headers).end();
}

/** Sends an answer about one resource, with the headers of RFC 7644 sections 3.1 and 3.14. */
export function sendResource(reply: FastifyReply, answer: ResourceAnswer): void {
  const { status, location, version, text } = answer;
  const headers = ['etag', version];
  if (status === 201) headers.push('location', location);
  if (status !== 204) headers.push('content-location', location);
  if (text === undefined) sendNothing(reply, status === 304 ? 304 : 204, headers);
  else sendScimText(reply, status, text, headers);
}

function begin(reply: FastifyReply, status: number, headers: readonly string[]): FastifyReply['raw'] {
  const { raw } = reply.hijack();
  if (isClosing(reply)) raw.shouldKeepAlive = false;
  return raw.writeHead(status, ['x-request-id', reply.request.id, ...DATA_HEADERS, ...headers]);
}
