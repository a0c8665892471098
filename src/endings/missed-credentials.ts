import { endOf, ENDING_MS, lifeState } from '../tenants/credentials/credential-life.js';

export const ENDING_KINDS = ['access-code', 'client-secret', 'setup-link', 'application-secret'] as const;
export type EndingKind = (typeof ENDING_KINDS)[number];

/** A credential that is not revoked, with its times in milliseconds since 1970. */
export interface StoredCredential {
  /** `lasting` for those that have no end: workload identities, and the trust in Entra's own tokens. */
  readonly kind: EndingKind | 'lasting';
  readonly id: string;
  /** Of a client secret, and of a secret of an application; null of others. */
  readonly clientId: string | null;
  /** The name of the application; null of others. */
  readonly application: string | null;
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly retiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly replacedBy: string | null;
}

/** A credential that will be missed, or is, unless somebody acts. */
export interface Ending {
  readonly kind: EndingKind;
  readonly id: string;
  readonly clientId: string | null;
  readonly application: string | null;
  readonly hint: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** Whole days, 0 on the last one; null when it has ended. */
  readonly daysLeft: number | null;
  /** What it was rotated to. */
  readonly replacedBy: { readonly hint: string; readonly lastUsedAt: number | null } | null;
}

/** How long after its end a credential that was in use is still reported. */
export const REPORTED_MS = ENDING_MS;
/** Three cycles of Entra: what it has not used for so long, while it used another one, it needs no more. */
const UNUSED_MS = 2 * 3_600_000;

/**
 * Of the credentials of one tenant, or of one application, those that end within 30 days or have ended, and without which Entra is refused, or
 * the application, the first to end first. A credential that has been superseded by another one is not missed, nor is a set-up link that was
 * made for 30 days or less.
 */
export function missedCredentials(credentials: readonly StoredCredential[], now: number): Ending[] {
  return credentials
    .flatMap((each) => {
      const { kind, id, clientId, application, hint } = each;
      if (kind === 'lasting' || !isMissed(each, credentials, now)) return [];
      const { daysLeft } = lifeState({ ...each, revokedAt: null }, now);
      const by = credentials.find((other) => other.id === each.replacedBy);
      const replacedBy = by === undefined ? null : { hint: by.hint, lastUsedAt: by.lastUsedAt };
      return [{ kind, id, clientId, application, hint, endsAt: endOf(each), daysLeft, replacedBy }];
    })
    .sort((a, b) => a.endsAt - b.endsAt);
}

/** The first of them that Entra needs; null when none is. */
export function endingOfConnection(endings: readonly Ending[]): Ending | null {
  return endings.find(({ kind }) => kind === 'access-code' || kind === 'client-secret') ?? null;
}

function isMissed(each: StoredCredential, all: readonly StoredCredential[], now: number): boolean {
  const { state } = lifeState({ ...each, revokedAt: null }, now);
  if (state === 'active') return false;
  if (each.kind === 'setup-link') return state === 'ending' && endOf(each) - each.createdAt > ENDING_MS;
  if (state === 'ended' && (each.lastUsedAt === null || endOf(each) <= now - REPORTED_MS)) return false;
  // What has never been used is needed only while Entra has not come with anything.
  if (
    each.lastUsedAt === null &&
    all.some(({ kind, lastUsedAt }) => kind !== 'setup-link' && lastUsedAt !== null)
  )
    return false;
  return !all.some((other) => supersedes(other, each, now));
}

/** Whether Entra uses another credential by now, which lasts longer. */
function supersedes(other: StoredCredential, each: StoredCredential, now: number): boolean {
  const end = endOf(other);
  if (other.kind === 'setup-link' || end <= now || end <= endOf(each)) return false;
  if (each.lastUsedAt === null) return true;
  if (other.lastUsedAt === null) return false;
  const unusedFor = other.lastUsedAt - each.lastUsedAt;
  return each.retiresAt === null ? unusedFor >= UNUSED_MS : unusedFor > 0;
}
