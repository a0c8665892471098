import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { CredentialVerifier } from '../credentials/credential-verifier.js';
import { lockTenant } from '../lock-tenant.js';
import { Tenant } from '../tenant.entity.js';
import { TenantsService } from '../tenants.service.js';

const HOUR_MS = 3_600_000;

/** Decides until when the bodies of a tenant's requests are logged. */
@Injectable()
export class LogBodiesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly tenants: TenantsService,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @returns `null` when bodies are not logged now
   * @throws NotFoundException when there is no such tenant
   */
  async until(tenantId: string, now = Date.now()): Promise<Date | null> {
    const { logBodiesUntil } = await this.tenants.get(tenantId);
    const until = Number(logBodiesUntil ?? 0);
    return until > now ? new Date(until) : null;
  }

  /**
   * Requests follow it at once in this process, within 5 seconds in others.
   * @param hours from now on; 0 ends it
   * @throws NotFoundException when there is no such tenant
   */
  async set(tenantId: string, hours: number): Promise<Date | null> {
    const until = hours === 0 ? null : new Date(Date.now() + hours * HOUR_MS);
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      await manager.update(Tenant, { id: tenantId }, { logBodiesUntil: until?.getTime() ?? null });
      await this.audit.note(manager, { tenantId, detail: { until: until?.toISOString() ?? null } });
    });
    this.verifier.forgetTenant(tenantId);
    return until;
  }
}
