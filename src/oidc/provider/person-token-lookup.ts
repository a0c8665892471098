import { Inject, Injectable } from '@nestjs/common';
import { PersonTokens, type PersonAccess } from '../../access/person-tokens.js';
import type { Refusal } from '../../access/tenant-access.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { settingsOf } from '../../tenants/settings/settings-columns.js';
import { Tenant } from '../../tenants/tenant.entity.js';
import { tenantOfGrant } from '../storage/grant-id.js';
import { inLibrary } from './load-library.js';
import { Providers } from './providers.js';

/** Finds access tokens as the provider does at its own end points. */
@Injectable()
export class PersonTokenLookup extends PersonTokens {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly providers: Providers,
  ) {
    super();
  }

  async find(text: string, issuer: string): Promise<PersonAccess | Refusal> {
    const provider = await this.providers.of(issuer);
    const token = await inLibrary(async () => {
      const found = await provider.AccessToken.find(text);
      const client = found?.clientId === undefined ? undefined : await provider.Client.find(found.clientId);
      const grant = client === undefined ? undefined : await provider.Grant.find(found?.grantId ?? '');
      return grant === undefined ? undefined : found;
    });
    const tenantId = tenantOfGrant(token?.grantId);
    if (token === undefined || tenantId === null) return { reason: 'unknown' };
    const tenant = await this.database.entities((manager) => manager.findOneBy(Tenant, { id: tenantId }));
    if (!tenant?.provisioningEnabled) return { reason: 'switched-off', tenantId };
    return {
      tenantId,
      userId: token.accountId,
      schemasRevision: tenant.schemasRevision,
      settings: settingsOf(tenant),
      scopes: new Set(token.scope?.split(' ')),
    };
  }
}
