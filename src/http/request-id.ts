import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { withoutSecrets } from '../tenants/secret-text.js';

const HEADER = 'x-request-id';
const ACCEPTED = /^[A-Za-z0-9._-]{1,64}$/;

/** The id of a request: the caller's own when it is harmless to log and echo, which no secret is; else a new UUID. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const own = request.headers[HEADER];
  return typeof own === 'string' && ACCEPTED.test(own) && withoutSecrets(own) === own ? own : randomUUID();
}
