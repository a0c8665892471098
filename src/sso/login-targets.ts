import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isEntraTenantId } from '../federation/entra-issuer.js';
import { networkOf } from '../http/network-of.js';
import { TokenBuckets, type Allowance } from '../http/token-buckets.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { ScimError } from '../scim/errors.js';
import { isReturnPath } from './return-path.js';
import type { SignInTarget } from './sign-in-attempts.js';
import { SignInRefused } from './sign-in-refused.js';

/** Where a sign-in without `return_to` leads. */
const USUAL_PATH = '/me';
const TENANT_ID = /^[0-9a-z]{12}$/;
/** Sign-ins that one address may begin: enough for the people of a customer behind one proxy. */
const OF_ADDRESS: Allowance = { burst: 300, perSecond: 5 };

/** Reads what a sign-in is about from the address that begins it. */
@Injectable()
export class LoginTargets {
  private readonly begun = new TokenBuckets();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * @param query `tenant`, the id of a tenant here or in Entra, and `return_to`, a path of this service
   * @throws SignInRefused for another path or no such tenant; ScimError 429
   */
  async of(query: Readonly<Record<string, unknown>>, { ip }: FastifyRequest): Promise<SignInTarget> {
    if (!this.begun.take(networkOf(ip), OF_ADDRESS, performance.now()))
      throw ScimError.http(429, 'Too many sign-ins were begun: wait a minute before the next one');
    const { tenant = '', return_to: returnTo = USUAL_PATH } = query;
    if (typeof returnTo !== 'string' || !isReturnPath(returnTo)) throw new SignInRefused('malformed');
    return { entraTenantId: await this.tenantOf(tenant), returnTo };
  }

  /** An id of Entra is not looked up: whether it is one of a customer's, Entra's page must not tell. */
  private async tenantOf(tenant: unknown): Promise<string | null> {
    if (tenant === '') return null;
    const text = typeof tenant === 'string' ? tenant.toLowerCase() : '';
    if (isEntraTenantId(text)) return text;
    if (!TENANT_ID.test(text)) throw new SignInRefused('malformed');
    const [row] = await this.database.rows<{ entraTenantId: string }>(
      'SELECT entra_tenant_id AS entraTenantId FROM tenants WHERE id = ?',
      [text],
    );
    if (row === undefined) throw new SignInRefused('unknown-tenant');
    return row.entraTenantId;
  }
}
