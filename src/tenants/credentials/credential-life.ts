/** A time as an entity or a row holds it; numbers and texts are milliseconds since 1970. */
type Time = Date | number | string | null;

/** The times that decide whether a credential works. */
export interface CredentialLife {
  readonly revokedAt: Time;
  readonly expiresAt: Time;
  /** When the overlap with the replacing credential ends. */
  readonly retiresAt?: Time;
}

const DAY_MS = 86_400_000;
/** How long before its end a credential is `ending`: time enough to notice, and to enter another one in Entra. */
export const ENDING_MS = 30 * DAY_MS;

export const LIFE_STATES = ['active', 'ending', 'ended', 'revoked'] as const;

/** Whether a credential works, and for how long. */
export interface LifeState {
  readonly state: (typeof LIFE_STATES)[number];
  /** Whole days until it ends, 0 on the last one; null when it does not end, or has ended. */
  readonly daysLeft: number | null;
}

/** When a credential stops working unless it is revoked earlier, in milliseconds since 1970; `Infinity` for never. */
export function endOf({ expiresAt, retiresAt = null }: Omit<CredentialLife, 'revokedAt'>): number {
  return Math.min(expiresAt === null ? Infinity : Number(expiresAt), Number(retiresAt ?? Infinity));
}

/** The state of an access code, a client's secret or a set-up link at `now`, in milliseconds since 1970. */
export function lifeState(life: CredentialLife, now: number): LifeState {
  if (life.revokedAt !== null) return { state: 'revoked', daysLeft: null };
  const left = endOf(life) - now;
  if (left <= 0) return { state: 'ended', daysLeft: null };
  if (left === Infinity) return { state: 'active', daysLeft: null };
  return { state: left <= ENDING_MS ? 'ending' : 'active', daysLeft: Math.floor(left / DAY_MS) };
}

/**
 * Why a credential does not work.
 * @param now in milliseconds since 1970
 * @returns `null` when it works
 */
export function failureOf(life: CredentialLife, now: number): 'revoked' | 'expired' | null {
  const { state } = lifeState(life, now);
  return state === 'revoked' ? 'revoked' : state === 'ended' ? 'expired' : null;
}

/**
 * The column to update on a credential that is being replaced: the end of the overlap, or `revokedAt` when there is no
 * overlap.
 */
export function retirement(
  { retiresAt }: { readonly retiresAt: Date | null },
  now: Date,
  overlapSeconds: number,
): { readonly revokedAt: Date } | { readonly retiresAt: Date } {
  if (overlapSeconds === 0) return { revokedAt: now };
  const end = now.getTime() + overlapSeconds * 1000;
  return { retiresAt: new Date(Math.min(end, retiresAt?.getTime() ?? Infinity)) };
}
