import type { IncomingMessage } from 'node:http';
import { ScimError } from '../scim/errors.js';
import type { BodyMeter } from './memory-shares.js';

/**
 * Reads the body of a request.
 * @param meter receives the number of bytes as they arrive, and may refuse more
 * @throws ScimError 413 as soon as the body exceeds `limit`; 400 when it is incomplete; errors of `meter`
 */
export async function readBytes(request: IncomingMessage, limit: number, meter: BodyMeter): Promise<Buffer> {
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (error: Error | null) => {
      request.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak);
      if (error === null) resolve(Buffer.concat(chunks, length));
      else reject(error);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) {
        settle(tooLarge(limit));
        return;
      }
      try {
        meter(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(error as Error);
      }
    };
    const onEnd = () => settle(null);
    const onBreak = () => settle(ScimError.badRequest('The body broke off before its end'));
    request.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak);
    if (request.destroyed) onBreak();
  });
}

function tooLarge(limit: number): ScimError {
  return ScimError.payloadTooLarge(`The body is longer than ${limit} bytes`);
}
