import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { isDraining } from './connection-draining.js';
import { PAGE_HEADERS } from './security-headers.js';

/**
 * Writes the body of an answer in pieces and ends it. A piece is produced once the client has received the previous
 * ones, and none after the client has disconnected.
 * @throws errors in producing a piece: the connection can only be closed then
 */
export async function writePieces(raw: ServerResponse, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), raw);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The client has disconnected.
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
  }
}

/** Sends an answer outside SCIM in pieces; its headers are sent at once. */
export async function sendPieces(
  reply: FastifyReply,
  pieces: AsyncIterable<string>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { raw } = reply.hijack();
  if (isDraining(reply)) raw.shouldKeepAlive = false;
  raw.writeHead(200, {
    'x-request-id': reply.request.id,
    'cache-control': 'no-store',
    ...PAGE_HEADERS,
    ...headers,
  });
  raw.flushHeaders();
  await writePieces(raw, pieces);
}
