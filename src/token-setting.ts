import { deflateRawSync } from 'node:zlib';

/** Bytes of a token once it is compressed: 32 random hexadecimal digits have 34, `changeme` four times has 13. */
const MIN_DEFLATED = 24;

/** @throws Error that says what was expected, without the token */
export function parseToken(text: string): string {
  if (text.length < 32) throw new Error('expected at least 32 characters');
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('expected printable ASCII characters without spaces');
  if (deflateRawSync(text).length < MIN_DEFLATED)
    throw new Error('expected a random text, not one that repeats itself: openssl rand -hex 32 makes one');
  return text;
}
