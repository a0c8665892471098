import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.js';
import { newId } from '../persistence/database/new-id.js';
import { looksLikeSecret } from '../secrets/secret-text.js';

const HEADER = 'x-request-id';
const ACCEPTED = /^[A-Za-z0-9._-]{1,64}$/;
/** A shorter piece of a token reveals nothing useful. */
const PIECE = 12;

type Configured = Pick<Config, 'adminToken' | 'metricsToken'>;

/**
 * Gives each request its id: the caller's own if it is safe to log and echo, which excludes secrets and texts that look
 * like one; otherwise a new UUID that begins with the time, by which `RequestFinder` finds its log entries.
 */
export function requestIds({
  adminToken,
  metricsToken,
}: Configured): (request: Pick<IncomingMessage, 'headers'>) => string {
  const tokens = [adminToken, metricsToken].filter((token) => token !== null);
  const isSecret = (text: string): boolean =>
    looksLikeSecret(text) ||
    tokens.some((token) => text.includes(token) || (text.length >= PIECE && token.includes(text)));
  return ({ headers }) => {
    const own = headers[HEADER];
    return typeof own === 'string' && ACCEPTED.test(own) && !isSecret(own) ? own : newId();
  };
}
