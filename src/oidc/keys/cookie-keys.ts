import { hkdfSync } from 'node:crypto';
import type { KeySet } from './signing-keys.js';

const LENGTH = 32;

/**
 * The keys that sign the provider's cookies, the first of them, and verify them, all. They derive from the signing keys,
 * since every process has these at the same time, whatever key encrypts them. The oldest is first: a new key is unknown
 * to other processes for some seconds, in which a browser may come to any of them.
 */
export function cookieKeys({ all }: KeySet): Buffer[] {
  return all
    .toReversed()
    .map(({ d }) =>
      Buffer.from(hkdfSync('sha256', d ?? '', '', 'invitedesk cookies of the OpenID Provider', LENGTH)),
    );
}
