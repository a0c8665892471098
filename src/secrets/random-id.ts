import { randomInt } from 'node:crypto';

const LOWER_CASE_AND_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const TIME_LENGTH = 9;

/** `length` characters of `alphabet`, uniformly distributed, from the system's secure generator. */
export function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** An id for a tenant: 12 lower-case letters and digits. */
export function newTenantId(): string {
  return randomText(LOWER_CASE_AND_DIGITS, 12);
}

/** An id for an access code: 16 lower-case letters and digits that sort by time of creation. */
export function newTokenId(now: Date): string {
  const time = now.getTime().toString(36).padStart(TIME_LENGTH, '0');
  return time + randomText(LOWER_CASE_AND_DIGITS, 16 - TIME_LENGTH);
}
