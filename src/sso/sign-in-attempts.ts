import { createHmac, hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SecretCookie } from '../auth/session-cookie.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { EntraClouds, type EntraCloud } from './entra-clouds.js';
import { SignInAttempt } from './sign-in-attempt.entity.js';

const LIFE_SECONDS = 600;
const STATE = /^[\w-]{43}$/;
/** Distinguishes the cookies of sign-ins that one browser has begun at once. */
const NAME_LENGTH = 8;
const COOKIE_NAME = 'invitedesk-login-';
/** Further cookies of abandoned sign-ins are deleted, before there are too many for a request. */
const MAX_COOKIES = 8;

/** What a sign-in is about. */
export interface SignInTarget {
  readonly cloud: EntraCloud;
  /** The only tenant that the person may come from; null for any. */
  readonly entraTenantId: string | null;
  readonly returnTo: string;
}

/** The parameters that bind a sign-in to the browser. */
export interface SignInProof {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const COLUMNS = ['browserSha256', 'loginHost', 'entraTenantId', 'returnTo', 'expiresAt'] as const;
type AttemptRow = StoredColumns<SignInAttempt, (typeof COLUMNS)[number]> & { readonly now: number };

/**
 * Sign-ins under way: each ends once, within ten minutes, in the browser that began it. `nonce` and `code_verifier` are
 * derived from a secret that only the browser has, so that whoever reads the database can finish none.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clouds: EntraClouds,
  ) {}

  /** @returns what goes to Entra, and the `Set-Cookie` headers for the browser */
  async begin(
    request: FastifyRequest,
    { cloud, entraTenantId, returnTo }: SignInTarget,
    overTls: boolean,
  ): Promise<SignInProof & { readonly cookies: string[] }> {
    const state = randomBytes(32).toString('base64url');
    const secret = randomBytes(32).toString('base64url');
    const { nowMillis } = this.database.dialect;
    await this.database.transaction((tx) =>
      tx.run(
        `INSERT INTO sign_in_attempts (state_sha256, browser_sha256, login_host, entra_tenant_id, return_to, expires_at)
         VALUES (?, ?, ?, ?, ?, ${nowMillis} + ${LIFE_SECONDS * 1000})`,
        [hash('sha256', state), hash('sha256', secret), cloud.host, entraTenantId, returnTo],
      ),
    );
    const cookies = [cookieOf(state).set(secret, overTls), ...withoutOldCookies(request, overTls)];
    return { ...proofOf(state, secret), cookies };
  }

  /**
   * Ends a sign-in: nobody can bring the state back again.
   * @returns null unless this browser began it within ten minutes
   */
  async finish(
    request: FastifyRequest,
    state: string,
    overTls: boolean,
  ): Promise<(SignInTarget & SignInProof) | null> {
    if (!STATE.test(state)) return null;
    const secret = cookieOf(state).read(request, overTls);
    // Another browser's attempt stays as it is: only its own browser may use it up.
    if (secret === null) return null;
    const stateSha256 = hash('sha256', state);
    const { forUpdate, nowMillis } = this.database.dialect;
    return this.database.transaction(async (tx) => {
      const [row] = await tx.rows<AttemptRow>(
        `SELECT ${selected(SignInAttempt, COLUMNS)}, ${nowMillis} AS now FROM sign_in_attempts WHERE state_sha256 = ?${forUpdate}`,
        [stateSha256],
      );
      if (row === undefined || !sameHash(row.browserSha256, hash('sha256', secret))) return null;
      await tx.run('DELETE FROM sign_in_attempts WHERE state_sha256 = ?', [stateSha256]);
      if (Number(row.expiresAt) <= Number(row.now)) return null;
      const { loginHost, entraTenantId, returnTo } = row;
      const cloud = this.clouds.at(loginHost);
      return cloud === undefined ? null : { cloud, entraTenantId, returnTo, ...proofOf(state, secret) };
    });
  }

  /** The `Set-Cookie` header that deletes the cookie of a finished sign-in. */
  forget(state: string, overTls: boolean): string[] {
    return STATE.test(state) ? [cookieOf(state).clear(overTls)] : [];
  }
}

function proofOf(state: string, secret: string): SignInProof {
  const derived = (purpose: string): string =>
    createHmac('sha256', secret).update(`${purpose} ${state}`).digest('base64url');
  return { state, nonce: derived('nonce'), codeVerifier: derived('code_verifier') };
}

function cookieOf(state: string): SecretCookie {
  return cookieNamed(state.slice(0, NAME_LENGTH));
}

function cookieNamed(name: string): SecretCookie {
  return new SecretCookie(COOKIE_NAME + name, 'Lax', LIFE_SECONDS);
}

function withoutOldCookies(request: FastifyRequest, overTls: boolean): string[] {
  const pattern = new RegExp(`(?:^|;\\s*)(?:__Host-)?${COOKIE_NAME}([\\w-]{${NAME_LENGTH}})=`, 'g');
  const names = [...(request.headers.cookie ?? '').matchAll(pattern)].map(([, name = '']) => name);
  return names.length < MAX_COOKIES ? [] : names.map((name) => cookieNamed(name).clear(overTls));
}
