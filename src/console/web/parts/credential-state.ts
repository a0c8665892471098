import type { Mood } from './StateBadge.js';

interface Lifetime {
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** Whether a code or secret works. */
export function credentialState({ expiresAt, revokedAt }: Lifetime): {
  mood: Mood;
  word: string;
  works: boolean;
} {
  if (revokedAt !== null) return { mood: 'plain', word: 'Revoked', works: false };
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now())
    return { mood: 'plain', word: 'Expired', works: false };
  return { mood: 'good', word: 'Works', works: true };
}
