import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database.js';
import { Tenant } from '../persistence/entities/tenant.entity.js';
import { lockTenant } from './lock-tenant.js';
import { settingsOf, type TenantSettings } from './tenant-settings.js';
import { TokenVerifier } from './token-verifier.js';

/** Settings to change; what is undefined stays as it is. */
export type SettingsChange = { readonly [name in keyof TenantSettings]?: boolean | undefined };

/** What each tenant decides of the protocol. */
@Injectable()
export class SettingsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: TokenVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundException when there is no such tenant */
  async get(tenantId: string): Promise<TenantSettings> {
    const tenant = await this.database.entities((manager) => manager.findOneBy(Tenant, { id: tenantId }));
    if (tenant === null) throw new NotFoundException('No tenant has this id');
    return settingsOf(tenant);
  }

  /**
   * Changes what is given and leaves the rest; requests go by it here at once, elsewhere within 5 seconds.
   * @returns the settings then in force
   * @throws NotFoundException when there is no such tenant
   */
  async set(tenantId: string, change: SettingsChange): Promise<TenantSettings> {
    const settings = await this.database.entities(async (manager) => {
      const before = settingsOf(await lockTenant(manager, this.database.dialect, tenantId));
      const changed = changedIn(before, change);
      if (Object.keys(changed).length === 0) return before;
      await manager.update(Tenant, { id: tenantId }, changed);
      await this.audit.note(manager, { tenantId, detail: changed });
      return { ...before, ...changed };
    });
    this.verifier.forget();
    return settings;
  }
}

/** What of a change is not so yet. */
function changedIn(before: TenantSettings, change: SettingsChange): Partial<TenantSettings> {
  const names = Object.keys(before) as (keyof TenantSettings)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = change[name];
      return value === undefined || value === before[name] ? [] : [[name, value]];
    }),
  );
}
