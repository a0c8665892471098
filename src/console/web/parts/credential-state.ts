import type { Mood } from './StateBadge.js';

/** The times that decide whether a credential works. */
export interface Lifetime {
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** Whether a credential works at a given time, in milliseconds since 1970. */
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
