import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.js';
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
    return typeof own === 'string' && ACCEPTED.test(own) && !isSecret(own) ? own : newRequestId();
  };
}

/** Tells the ids of this process from those of others. */
const NODE = randomBytes(6).toString('hex');
/** Three hexadecimal digits of each number. */
const DIGITS = Array.from({ length: 0x1000 }, (_, number) => number.toString(16).padStart(3, '0'));

let count = randomInt(0x1000000);
let lastMillis = 0;
let lastTime = '';

/**
 * A UUID of version 7 (RFC 9562) of the time, a counter and the process. Unlike `newId` it does not order ids of one
 * millisecond, and costs a third: a request that reads makes no other id.
 */
export function newRequestId(): string {
  const millis = Date.now();
  if (millis !== lastMillis) {
    const time = millis.toString(16).padStart(12, '0');
    lastTime = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    lastMillis = millis;
  }
  count = (count + 1) & 0xffffff;
  return `${lastTime}${DIGITS[count >> 12]}-8${DIGITS[count & 0xfff]}-${NODE}`;
}
