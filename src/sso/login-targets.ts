import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isEntraTenantId } from '../federation/entra-issuer.js';
import { networkOf } from '../http/network-of.js';
import { TokenBuckets, type Allowance } from '../http/token-buckets.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { ScimError } from '../scim/errors.js';
import type { EntraAuthority } from './entra-client.js';
import { EntraClouds, type EntraCloud } from './entra-clouds.js';
import { EntraMetadataDocuments } from './entra-metadata.js';
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

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clouds: EntraClouds,
    private readonly metadata: EntraMetadataDocuments,
  ) {}

  /**
   * @param query `tenant`, the id of a tenant here or in Entra; `cloud`, a login host; `return_to`, a path of this service
   * @returns null when the person has to say in which cloud
   * @throws SignInRefused for another path, no such tenant or no such cloud; ScimError 429
   */
  async of(query: Readonly<Record<string, unknown>>, { ip }: FastifyRequest): Promise<SignInTarget | null> {
    if (!this.begun.take(networkOf(ip), OF_ADDRESS, performance.now()))
      throw ScimError.http(429, 'Too many sign-ins were begun: wait a minute before the next one');
    const { tenant = '', cloud: host, return_to: returnTo = USUAL_PATH } = query;
    if (typeof returnTo !== 'string' || !isReturnPath(returnTo)) throw new SignInRefused('malformed');
    const cloud = host === undefined ? null : this.cloudAt(host);
    const authority = await this.authorityOf(tenant, cloud);
    return authority === null ? null : { ...authority, returnTo };
  }

  private cloudAt(host: unknown): EntraCloud {
    const cloud = typeof host === 'string' ? this.clouds.at(host) : undefined;
    if (cloud === undefined) throw new SignInRefused('malformed');
    return cloud;
  }

  private async authorityOf(tenant: unknown, cloud: EntraCloud | null): Promise<EntraAuthority | null> {
    if (tenant === '') {
      const only = cloud ?? (this.clouds.all.length === 1 ? this.clouds.first : null);
      return only === null ? null : { cloud: only, entraTenantId: null };
    }
    const text = typeof tenant === 'string' ? tenant.toLowerCase() : '';
    if (isEntraTenantId(text)) return { cloud: cloud ?? (await this.cloudOf(text)), entraTenantId: text };
    if (!TENANT_ID.test(text)) throw new SignInRefused('malformed');
    const [row] = await this.database.rows<{ entraTenantId: string }>(
      'SELECT entra_tenant_id AS entraTenantId FROM tenants WHERE id = ?',
      [text],
    );
    if (row === undefined) throw new SignInRefused('unknown-tenant');
    return { cloud: await this.clouds.ofTenant(text), entraTenantId: row.entraTenantId };
  }

  /** The cloud that knows the id. Ours are not looked up: whether it is a customer's, Entra's page must not tell. */
  private async cloudOf(entraTenantId: string): Promise<EntraCloud> {
    const { all, first } = this.clouds;
    if (all.length === 1) return first;
    for (const cloud of all) {
      if ((await this.metadata.find(cloud.origin, entraTenantId)) !== null) return cloud;
    }
    return first;
  }
}
