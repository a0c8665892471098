import type { Mood } from './StateBadge.js';

/** What decides whether a credential works. */
export interface Lifetime {
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly state?: 'active' | 'ending' | 'ended' | 'revoked';
  readonly daysLeft?: number | null;
}

/** Whether a credential works at a given time, in milliseconds since 1970. */
export function credentialState(
  { expiresAt, revokedAt, state, daysLeft }: Lifetime,
  now: number,
): {
  mood: Mood;
  word: string;
  works: boolean;
} {
  if (revokedAt !== null) return { mood: 'plain', word: 'Revoked', works: false };
  if (expiresAt !== null && Date.parse(expiresAt) <= now)
    return { mood: 'plain', word: 'Expired', works: false };
  if (state === 'ending') return { mood: 'warning', word: endsIn(daysLeft), works: true };
  return { mood: 'good', word: 'Works', works: true };
}

function endsIn(daysLeft: number | null = null): string {
  if (daysLeft === null || daysLeft < 1) return 'Ends within a day';
  return daysLeft === 1 ? 'Ends in 1 day' : `Ends in ${daysLeft} days`;
}
