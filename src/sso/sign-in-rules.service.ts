import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { invalid } from '../admin/admin-validation.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { TenantTables } from '../persistence/database/tenant-tables.js';
import { USUAL_MATCH_ATTRIBUTE } from '../persistence/resources/end-of-person.js';
import { endPeople } from '../tenants/end-people.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { TenantTypes } from '../tenants/schemas/tenant-types.js';
import { settingsOf } from '../tenants/settings/settings-columns.js';
import { Tenant } from '../tenants/tenant.entity.js';
import { EntraClouds } from './entra-clouds.js';
import { matchAttributeOf } from './match-attribute.js';
import { SignInRule } from './sign-in-rule.entity.js';

/** What a tenant decides about the sign-in of its people. */
export type SignInChoice = Pick<SignInRule, 'enabled' | 'matchAttribute' | 'loginHost'>;

export const USUAL_RULE: SignInChoice = Object.freeze({
  enabled: true,
  matchAttribute: USUAL_MATCH_ATTRIBUTE,
  loginHost: null,
});

/** Members to change; undefined ones stay unchanged. */
export type SignInChange = { readonly [name in keyof SignInChoice]?: SignInChoice[name] | undefined };

/** Manages who of a tenant may sign in. */
@Injectable()
export class SignInRules {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly types: TenantTypes,
    private readonly clouds: EntraClouds,
    private readonly tables: TenantTables,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundException when there is no such tenant */
  get(tenantId: string): Promise<SignInChoice> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return (await manager.findOneBy(SignInRule, { tenantId })) ?? USUAL_RULE;
    });
  }

  /**
   * Changes the given members. Everybody of the tenant is signed out: whoever matches no longer must not stay.
   * @throws NotFoundException when there is no such tenant; BadRequestException for an attribute that cannot match, or an
   *   unknown cloud
   */
  async set(tenantId: string, change: SignInChange): Promise<SignInChoice> {
    return this.database.entities(async (manager) => {
      const tenant = await lockTenant(manager, this.database.dialect, tenantId);
      const stored = await manager.findOneBy(SignInRule, { tenantId });
      const before = stored ?? USUAL_RULE;
      const next: SignInChoice = {
        enabled: change.enabled ?? before.enabled,
        matchAttribute:
          change.matchAttribute === undefined
            ? before.matchAttribute
            : await this.attributeOf(tenant, change.matchAttribute),
        loginHost: change.loginHost === undefined ? before.loginHost : this.hostOf(change.loginHost),
      };
      const names = ['enabled', 'matchAttribute', 'loginHost'] as const;
      if (names.every((name) => next[name] === before[name])) return next;
      if (stored === null) await manager.insert(SignInRule, { tenantId, ...next });
      else await manager.update(SignInRule, { tenantId }, next);
      await endPeople(manager, this.tables, tenantId);
      await this.audit.note(manager, { tenantId, detail: { ...next } });
      return next;
    });
  }

  private hostOf(host: string | null): string | null {
    if (this.clouds.at(host) !== undefined) return host;
    const message = `expected one of ${this.clouds.all.map((cloud) => cloud.host).join(', ')}`;
    throw invalid([{ field: 'loginHost', message }]);
  }

  private async attributeOf(tenant: Tenant, name: string): Promise<string> {
    const { id: tenantId, schemasRevision } = tenant;
    const types = await this.types.of({ tenantId, schemasRevision, settings: settingsOf(tenant) });
    const path = matchAttributeOf(types.User, name);
    if (path !== null) return path;
    const message =
      'expected externalId, or a single text of an extension schema of this tenant: nothing else is sure to stay the same';
    throw invalid([{ field: 'matchAttribute', message }]);
  }
}
