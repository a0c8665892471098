import { isIP } from 'node:net';

/** A number of proxies in a row, or addresses and ranges of them with commas. */
export type TrustedProxies = string | number;

/** As many in a row as there may ever be; a larger number is a port or an address gone wrong. */
const MOST_PROXIES = 16;
/** The names stand for ranges that Fastify knows. */
const PROXY_RANGES: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Reads which proxies are trusted.
 * @throws Error that says what was expected
 */
export function parseTrustProxy(text: string): TrustedProxies {
  const expected =
    'expected how many proxies stand in front, such as 1, or their addresses with commas, such as 10.0.0.0/8';
  if (/^(true|yes|on)$/i.test(text)) {
    throw new Error(`${expected}; "${text}" would believe what any client says of itself`);
  }
  if (/^\d+$/.test(text)) {
    if (Number(text) > MOST_PROXIES) throw new Error(`${expected}; at most ${MOST_PROXIES}, got "${text}"`);
    return Number(text);
  }
  const isAddress = (part: string): boolean => PROXY_RANGES.includes(part) || isAddressOrRange(part);
  if (!text.split(',').every((part) => isAddress(part.trim()))) throw new Error(`${expected}, got "${text}"`);
  return text;
}

/** Such as `10.0.0.1`, `10.0.0.0/8` or `fd00::/8`. A range of all addresses would be `true` again. */
function isAddressOrRange(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (length === undefined) return true;
  return /^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128);
}
