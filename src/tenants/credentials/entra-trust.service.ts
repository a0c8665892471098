import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { EntraTrust } from './entra-trust.entity.js';
import { Tenant } from '../tenant.entity.js';
import { lockTenant } from '../lock-tenant.js';
import { newTokenId } from '../../secrets/random-id.js';
import { CredentialVerifier } from './credential-verifier.js';

/** The audience of Entra's tokens for all non-gallery applications. */
const CUSTOM_APPLICATIONS = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** Manages which tenants accept tokens that Entra itself has signed, which it sends when *Secret Token* is blank. */
@Injectable()
export class EntraTrustService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The tenant's trust in Entra's tokens; null while it is disabled.
   * @throws NotFoundException when there is no such tenant
   */
  async get(tenantId: string): Promise<EntraTrust | null> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return manager.findOneBy(EntraTrust, { tenantId });
    });
  }

  /**
   * Enables or disables the trust. Disabling takes effect at once in this process, within 5 seconds in others.
   * @param audiences accepted audiences; that of non-gallery applications when null
   * @throws NotFoundException when there is no such tenant
   */
  async set(
    tenantId: string,
    enabled: boolean,
    audiences: readonly string[] | null,
  ): Promise<EntraTrust | null> {
    const trust = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      await this.audit.note(manager, { tenantId, detail: { enabled, ...(audiences && { audiences }) } });
      const before = await manager.findOneBy(EntraTrust, { tenantId });
      if (!enabled) {
        await manager.delete(EntraTrust, { tenantId });
        return null;
      }
      const createdAt = before?.createdAt ?? new Date();
      return manager.save(
        manager.create(EntraTrust, {
          id: before?.id ?? newTokenId(createdAt),
          tenantId,
          audiences: [...(audiences ?? before?.audiences ?? [CUSTOM_APPLICATIONS])],
          createdAt,
          lastUsedAt: before?.lastUsedAt ?? null,
        }),
      );
    });
    this.verifier.forget();
    return trust;
  }
}
