import type { FastifyReply } from 'fastify';
import type { CarriedJson } from '../resources/carried-json.js';
import type { ResourceAnswer } from '../resources/resource-endpoint.js';
import type { DiscoveryDocument } from '../scim/discovery.js';
import { isDraining } from '../http/connection-draining.js';
import { keepForLog, stateOf } from '../http/request-state.js';
import { writePieces } from '../http/write-pieces.js';
import { SCIM_MEDIA_TYPE } from '../http/scim-path.js';
import { DATA_HEADERS } from '../http/security-headers.js';

/** Bytes of a text from which on copying it once more costs more than another piece of a write. */
const LONG_TEXT = 32_768;

const NONE: readonly string[] = [];

/** Sends a SCIM body. */
export function sendScim(reply: FastifyReply, status: number, body: unknown): void {
  sendText(reply, status, JSON.stringify(body), []);
}

/**
 * Sends a SCIM body that is already JSON. Written straight to the connection: Fastify's own processing costs more than
 * most requests.
 * @param headers further headers, names and values in turn
 */
export function sendJson(
  reply: FastifyReply,
  status: number,
  json: CarriedJson,
  headers: readonly string[] = [],
): Promise<void> | void {
  const text = json.take();
  if (typeof text !== 'string') return sendPieces(reply, status, text, headers);
  sendText(reply, status, text, headers);
}

/** Sends an answer without a body. */
export function sendNothing(reply: FastifyReply, status: 204 | 304, headers: readonly string[] = []): void {
  begin(reply, status, headers).end();
}

/** Sends a discovery document, with its address in `Location` headers. */
export function sendDocument(reply: FastifyReply, document: DiscoveryDocument): void {
  const { location } = document.meta;
  sendText(reply, 200, JSON.stringify(document), ['location', location, 'content-location', location]);
}

/** Sends an answer about one resource, with the headers of RFC 7644 sections 3.1 and 3.14. */
export function sendResource(reply: FastifyReply, answer: ResourceAnswer): Promise<void> | void {
  const { status, location, version, json } = answer;
  const headers = ['etag', version, 'location', location];
  if (status !== 204) headers.push('content-location', location);
  if (json !== undefined) return sendJson(reply, status, json, headers);
  sendNothing(reply, status === 304 ? 304 : 204, headers);
}

function sendText(reply: FastifyReply, status: number, text: string, headers: readonly string[]): void {
  const bytes = Buffer.byteLength(text);
  keepForLog(reply.request, text);
  const all = ['content-type', SCIM_MEDIA_TYPE, 'content-length', String(bytes), ...headers];
  // As Latin-1, ASCII is copied rather than encoded.
  const encoding = bytes === text.length ? 'latin1' : 'utf8';
  // A string is copied behind its headers and sent with them in one write; a `Buffer` is sent beside them, as it is.
  const body = bytes < LONG_TEXT ? text : Buffer.from(text, encoding);
  begin(reply, status, all).end(body, encoding);
}

/** A piece is produced once the client has received the previous ones. An error can then only close the connection. */
async function sendPieces(
  reply: FastifyReply,
  status: number,
  pieces: AsyncIterable<string>,
  headers: readonly string[],
): Promise<void> {
  const raw = begin(reply, status, ['content-type', SCIM_MEDIA_TYPE, ...headers]);
  if (reply.request.method === 'HEAD') {
    raw.end();
    return;
  }
  await writePieces(raw, pieces);
}

function begin(reply: FastifyReply, status: number, headers: readonly string[]): FastifyReply['raw'] {
  const { raw } = reply.hijack();
  if (isDraining(reply)) raw.shouldKeepAlive = false;
  const { limitFields, turn } = stateOf(reply.request);
  turn?.end();
  return raw.writeHead(
    status,
    DATA_HEADERS.concat(['x-request-id', reply.request.id], limitFields ?? NONE, headers),
  );
}
