/** A time as an entity or a row holds it; numbers and texts are milliseconds since 1970. */
type Time = Date | number | string | null;

/** The times that decide whether a credential works. */
export interface CredentialLife {
  readonly revokedAt: Time;
  readonly expiresAt: Time;
  /** When the overlap with the replacing credential ends. */
  readonly retiresAt?: Time;
}

/** When a credential stops working unless it is revoked earlier, in milliseconds since 1970; `Infinity` for never. */
export function endOf({ expiresAt, retiresAt = null }: Omit<CredentialLife, 'revokedAt'>): number {
  return Math.min(expiresAt === null ? Infinity : Number(expiresAt), Number(retiresAt ?? Infinity));
}

/**
 * Why a credential does not work.
 * @param now in milliseconds since 1970
 * @returns `null` when it works
 */
export function failureOf(life: CredentialLife, now: number): 'revoked' | 'expired' | null {
  if (life.revokedAt !== null) return 'revoked';
  return endOf(life) <= now ? 'expired' : null;
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
