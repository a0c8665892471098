import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { EntraTrust } from './entra-trust.entity.js';
import { Tenant } from '../tenant.entity.js';
import { lockTenant } from '../lock-tenant.js';
import { newTokenId } from '../../secrets/random-id.js';
import { CredentialVerifier } from './credential-verifier.js';

/** The audience of the tokens that Entra sends for every application that is not from its gallery. */
const CUSTOM_APPLICATIONS = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** Which tenants take tokens that Entra has signed itself: what it sends when *Secret Token* is left blank. */
@Injectable()
export class EntraTrustService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * What the tenant trusts; null while it is switched off.
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
   * Switches it on or off; off refuses at once here, elsewhere within 5 seconds.
   * @param audiences that tokens may have; that of applications outside the gallery when null
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
