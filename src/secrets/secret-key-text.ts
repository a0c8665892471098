import { deflateRawSync } from 'node:zlib';

export const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
const EXPECTED = 'expected 32 random bytes in base64 or hexadecimal: openssl rand -base64 32 makes them';

/**
 * Reads a key from its text.
 * @throws Error for any other text, and for bytes that repeat themselves
 */
export function parseSecretKey(text: string): Buffer {
  const key = HEX.test(text)
    ? Buffer.from(text, 'hex')
    : BASE64.test(text)
      ? Buffer.from(text, 'base64')
      : null;
  // Random bytes become no shorter.
  if (key?.length !== KEY_BYTES || deflateRawSync(key).length < KEY_BYTES) throw new Error(EXPECTED);
  return key;
}
