import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AuthFailure } from '../access/tenant-access.js';
import { auditedRequest } from '../admin/audit.interceptor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { networkOf } from '../http/network-of.js';
import { stateOf } from '../http/request-state.js';
import type { SignInLimit } from '../http/sign-in-limit.js';
import { TokenBuckets, type Allowance } from '../http/token-buckets.js';

/** Failed sign-ins per address: enough for the mistakes of all customers behind a proxy or behind Entra's addresses. */
const OF_ADDRESS: Allowance = { burst: 100, perSecond: 1 };
/** Failed sign-ins per lookup id, from any address. */
const OF_HINT: Allowance = { burst: 30, perSecond: 0.1 };
const WAIT_SECONDS = 60;

const MINUTE_MS = 60_000;
/** Audit entries per minute, since an attacker may have more addresses than the table should have rows. */
const AUDITED: Allowance = { burst: 60, perSecond: 1 };
const REMEMBERED = 20_000;

/** Failures that are no guesses: the credential is known, or there is none. */
const NO_GUESS: ReadonlySet<AuthFailure> = new Set([
  'missing',
  'revoked',
  'used-up',
  'expired',
  'not-yet-valid',
  'replayed',
  'switched-off',
  'keys-unavailable',
  'cross-site',
  'beyond-setup-link',
  'beyond-admin-access',
  'beyond-role',
  'no-admin',
  'undecorated-route',
  // Entra has told who it is.
  'entra-error',
  'personal-account',
  'unknown-tenant',
  'sign-in-off',
  'guest',
  'not-provisioned',
  'ambiguous',
  'disabled',
]);

/**
 * Counts failed sign-ins by source address and by the lookup id of the credential: access codes, access tokens, client
 * secrets, the admin token, set-up links and the metrics token. Each process counts separately.
 */
@Injectable()
export class FailedSignIns implements SignInLimit {
  private readonly buckets = new TokenBuckets();
  /** The time of the last audit entry of a limited address. */
  private readonly audited = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(private readonly audit: AuditTrail) {}

  secondsToWait(request: FastifyRequest): number | null {
    const { refusal } = stateOf(request);
    if (refusal === null || NO_GUESS.has(refusal.reason)) return null;
    const now = performance.now();
    const address = networkOf(request.ip);
    const { hint, tenantId = null } = refusal;
    // Evaluated separately, so that both are counted even when the first one refuses.
    const mayAddress = this.buckets.take(`address ${address}`, OF_ADDRESS, now);
    const mayHint = hint === undefined || this.buckets.take(`hint ${hint}`, OF_HINT, now);
    if (mayAddress && mayHint) return null;
    this.note(request, address, tenantId, now);
    return WAIT_SECONDS;
  }

  private note(request: FastifyRequest, address: string, tenantId: string | null, now: number): void {
    if (now - (this.audited.get(address) ?? -Infinity) < MINUTE_MS) return;
    if (!this.buckets.take('audit', AUDITED, now)) return;
    this.audited.set(address, now);
    const { method, routeOptions } = request;
    void this.audit.refused(
      auditedRequest(request, 'sign-in.limited'),
      { tenantId, target: `${method} ${routeOptions.url}` },
      429,
    );
  }
}
