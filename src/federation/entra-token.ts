import { hash } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload } from 'jose';
import { isEntraTenantId, type EntraIssuer } from './entra-issuer.js';
import type { SigningKeys } from './signing-keys.js';

/** Why a token that claims to be signed by Entra is refused. */
export type TokenFailure =
  | 'malformed'
  | 'wrong-algorithm'
  | 'wrong-issuer'
  | 'wrong-tenant'
  | 'wrong-audience'
  | 'wrong-subject'
  | 'wrong-application'
  | 'not-yet-valid'
  | 'lives-too-long'
  | 'expired'
  | 'unknown-key'
  | 'wrong-signature'
  | 'keys-unavailable';

/** Entra signs with RS256; the others are as strong. `none` and algorithms with a shared secret are excluded. */
export const SIGNATURE_ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;

/** Maximum difference between the clocks of Entra and this service. */
export const CLOCK_TOLERANCE_MS = 180_000;

const MAX_TOKEN_LENGTH = 16_384;

/** The claims of a token, not verified yet. */
export interface ReadToken {
  readonly token: string;
  readonly keyId: string | null;
  readonly issuer: unknown;
  /** The claim `tid`; `null` when it cannot be the id of an Entra tenant. */
  readonly entraTenantId: string | null;
  readonly audiences: readonly unknown[];
  readonly subject: unknown;
  readonly application: unknown;
  /** All of them. */
  readonly claims: Readonly<JWTPayload>;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly expiresAt: number;
  /** The claim `iat`, if present; milliseconds since 1970. */
  readonly issuedAt: number | null;
  /** SHA-256 of the signed part: independent of the signature's encoding. */
  readonly fingerprint: string;
}

/** The claims that a token must have. */
export interface Expected {
  readonly from: EntraIssuer;
  readonly audiences: readonly string[];
  readonly subject?: string;
  /** The claim `appid`: the application that requested the token. */
  readonly application?: string;
  /** Maximum time from issue to expiry, plus the clock tolerance; no limit when absent. */
  readonly maxLifeMs?: number;
}

/** Parses a token (RFC 7519) without verifying it. */
export function readToken(token: string): ReadToken | TokenFailure {
  if (token.length > MAX_TOKEN_LENGTH) return 'malformed';
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (!SIGNATURE_ALGORITHMS.some((known) => known === alg)) return 'wrong-algorithm';
    const claims = decodeJwt(token);
    const { iss, tid, aud, sub, appid, nbf = 0, exp, iat } = claims;
    if (!isSeconds(exp) || !isSeconds(nbf) || !(iat === undefined || isSeconds(iat))) return 'malformed';
    return {
      token,
      keyId: typeof kid === 'string' ? kid : null,
      issuer: iss,
      entraTenantId: isEntraTenantId(tid) ? tid : null,
      audiences: [aud].flat(),
      subject: sub,
      application: appid,
      claims,
      notBefore: nbf * 1000,
      expiresAt: exp * 1000,
      issuedAt: iat === undefined ? null : iat * 1000,
      fingerprint: hash('sha256', token.slice(0, token.lastIndexOf('.'))),
    };
  } catch {
    return 'malformed';
  }
}

/**
 * Checks the claims of a token, then its signature with a key that the issuer publishes.
 * @returns `null` when the token is valid
 */
export async function checkToken(
  read: ReadToken,
  expected: Expected,
  keys: SigningKeys,
): Promise<TokenFailure | null> {
  return checkClaims(read, expected) ?? (await checkSignature(read, expected.from.keysUrl, keys));
}

function checkClaims(
  read: ReadToken,
  { from, audiences, subject, application, maxLifeMs = Infinity }: Expected,
): TokenFailure | null {
  if (read.entraTenantId !== from.entraTenantId) return 'wrong-tenant';
  if (read.issuer !== from.issuer) return 'wrong-issuer';
  const wanted = audiences.map(bare);
  if (!read.audiences.some((audience) => typeof audience === 'string' && wanted.includes(bare(audience))))
    return 'wrong-audience';
  if (subject !== undefined && read.subject !== subject) return 'wrong-subject';
  if (application !== undefined && read.application !== application) return 'wrong-application';
  const begins = Math.min(read.issuedAt ?? Infinity, Date.now());
  if (read.expiresAt - begins > maxLifeMs + 2 * CLOCK_TOLERANCE_MS) return 'lives-too-long';
  if (read.notBefore > Date.now() + CLOCK_TOLERANCE_MS) return 'not-yet-valid';
  return read.expiresAt <= Date.now() - CLOCK_TOLERANCE_MS ? 'expired' : null;
}

async function checkSignature(
  { token, keyId }: ReadToken,
  keysUrl: string,
  keys: SigningKeys,
): Promise<TokenFailure | null> {
  const key = keyId === null ? 'unknown-key' : await keys.find(keysUrl, keyId);
  if (typeof key === 'string') return key;
  try {
    const { alg } = decodeProtectedHeader(token);
    await compactVerify(token, await importJWK(key, alg), { algorithms: [...SIGNATURE_ALGORITHMS] });
    return null;
  } catch {
    return 'wrong-signature';
  }
}

/** Entra's documentation gives the audience as `api://{application id}`; its tokens contain the bare id. */
function bare(audience: string): string {
  return audience.replace(/^api:\/\/(?=[0-9a-f-]{36}$)/i, '').toLowerCase();
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e11;
}
