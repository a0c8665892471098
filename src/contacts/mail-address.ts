/** RFC 5321 section 4.5.3.1. */
export const MAX_ADDRESS_LENGTH = 254;
/**
 * Letters, digits and signs without quotes, at a domain name: nothing that means more than one address, a name or a
 * header to a mail server.
 */
const ADDRESS =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/iu;

export function isMailAddress(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(value);
}

/** Two addresses with the same key are one. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}
