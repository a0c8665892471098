import { crc32 } from 'node:zlib';
import { BASE62 } from '../../src/secrets/secret-text.js';

/** Completes an access code with the checksum of its other characters. */
export function withChecksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < 6; place++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return body + digits;
}
