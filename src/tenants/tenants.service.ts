import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { TenantTables } from '../persistence/database/tenant-tables.js';
import { Tenant } from './tenant.entity.js';
import { isDuplicateKey } from '../persistence/database/duplicate-key.js';
import { endPeople } from './end-people.js';
import { lockTenant } from './lock-tenant.js';
import { tenantNameKey } from './tenant-name-key.js';
import { newTenantId } from '../secrets/random-id.js';
import { USUAL_SETTINGS } from '../access/tenant-settings.js';
import { CredentialVerifier } from './credentials/credential-verifier.js';
import { hasLiveToken, issueToken } from './credentials/access-codes.service.js';

export interface TenantChange {
  readonly name?: string | undefined;
  readonly entraTenantId?: string | undefined;
}

export interface ProvisioningSwitch {
  readonly provisioningEnabled: boolean;
  /** An access code issued because the tenant had no working one; shown only once. */
  readonly accessCode: string | null;
}

/** Manages the tenants of the service and whether each may provision. */
@Injectable()
export class TenantsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly tables: TenantTables,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a tenant with provisioning disabled.
   * @param entraTenantId GUID of its Microsoft Entra tenant, in any letter case
   * @throws ConflictException when another tenant has that GUID
   */
  async create(name: string, entraTenantId: string): Promise<Tenant> {
    return this.unlessTaken(async (manager) => {
      const tenant = manager.create(Tenant, {
        id: newTenantId(),
        name,
        nameKey: tenantNameKey(name),
        entraTenantId: entraTenantId.toLowerCase(),
        provisioningEnabled: false,
        schemasRevision: null,
        ...USUAL_SETTINGS,
        createdAt: new Date(),
      });
      await manager.insert(Tenant, tenant);
      const detail = { name, entraTenantId: tenant.entraTenantId };
      await this.audit.note(manager, { tenantId: tenant.id, detail });
      return tenant;
    });
  }

  /** @throws NotFoundException when there is no such tenant */
  async get(id: string): Promise<Tenant> {
    const tenant = await this.database.entities((manager) => manager.findOneBy(Tenant, { id }));
    if (tenant === null) throw new NotFoundException('No tenant has this id');
    return tenant;
  }

  /**
   * Changes the given fields.
   * @throws NotFoundException when there is no such tenant; ConflictException when another has the GUID
   */
  async update(id: string, change: TenantChange): Promise<Tenant> {
    return this.unlessTaken(async (manager) => {
      const tenant = await lockTenant(manager, this.database.dialect, id);
      const before = tenant.entraTenantId;
      tenant.name = change.name ?? tenant.name;
      tenant.entraTenantId = change.entraTenantId?.toLowerCase() ?? tenant.entraTenantId;
      const detail = { name: tenant.name, entraTenantId: tenant.entraTenantId };
      await manager.update(Tenant, { id }, { ...detail, nameKey: tenantNameKey(tenant.name) });
      if (tenant.entraTenantId !== before) await endPeople(manager, this.tables, id);
      await this.audit.note(manager, { tenantId: id, detail });
      return tenant;
    });
  }

  /**
   * The toggle of Settings > Active Directory. Disabling refuses Entra's requests from now on (in other processes
   * within 5 seconds), signs out its people, and keeps all data. Enabling issues an access code when the tenant has none that works.
   * @throws NotFoundException when there is no such tenant
   */
  async setProvisioning(id: string, enabled: boolean): Promise<ProvisioningSwitch> {
    const accessCode = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, id);
      await manager.update(Tenant, { id }, { provisioningEnabled: enabled });
      if (!enabled) await endPeople(manager, this.tables, id);
      const issued =
        enabled && !(await hasLiveToken(manager, id))
          ? await issueToken(manager, id, {
              description: null,
              expiresAt: null,
              madeBy: this.audit.setupLink(),
            })
          : null;
      const detail = { enabled, ...(issued === null ? {} : { issuedAccessCode: issued.token.hint }) };
      await this.audit.note(manager, { tenantId: id, detail });
      return issued?.code ?? null;
    });
    this.verifier.forget();
    return { provisioningEnabled: enabled, accessCode };
  }

  private async unlessTaken<T>(work: Parameters<typeof this.database.entities<T>>[0]): Promise<T> {
    try {
      return await this.database.entities(work);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new ConflictException('Another tenant has this entraTenantId');
    }
  }
}
