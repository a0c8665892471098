import { BURST_SECONDS } from './allowance.js';
import type { Rated } from './rate-limits.js';

/**
 * The header fields of draft-ietf-httpapi-ratelimit-headers for an answer, names and values in turn: a quota of `q`
 * requests in `w` seconds, of which `r` are left, and all are in `t` seconds.
 */
export function rateLimitFields({ perSecond, remaining, fullInMs }: Rated): readonly string[] {
  return [
    'ratelimit-policy',
    `"tenant";q=${perSecond * BURST_SECONDS};w=${BURST_SECONDS}`,
    'ratelimit',
    `"tenant";r=${remaining};t=${Math.ceil(fullInMs / 1000)}`,
  ];
}
