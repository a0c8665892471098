import type { Mood } from './StateBadge.js';

/** What of a code or secret tells whether it works. */
export interface Lifetime {
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** Whether a code or secret works at a point in time, in milliseconds since 1970. */
export function credentialState(
  { expiresAt, revokedAt }: Lifetime,
  now: number,
): {
  mood: Mood;
  word: string;
  works: boolean;
} {
  if (revokedAt !== null) return { mood: 'plain', word: 'Revoked', works: false };
  if (expiresAt !== null && Date.parse(expiresAt) <= now)
    return { mood: 'plain', word: 'Expired', works: false };
  return { mood: 'good', word: 'Works', works: true };
}
