import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { RolesOfPeople } from '../../roles/roles-of-people.js';
import type { ScimResource } from '../../scim/resource.js';
import { ScimError } from '../../scim/errors.js';
import { TenantRequests } from '../../scim-api/tenant-requests.js';
import { Tenant } from '../../tenants/tenant.entity.js';
import { settingsOf } from '../../tenants/settings/settings-columns.js';

/** The people whom applications may learn about. */
@Injectable()
export class People {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly requests: TenantRequests,
    private readonly roles: RolesOfPeople,
  ) {}

  /** The claim `roles` of a person. */
  async rolesOf(tenantId: string, userId: string): Promise<readonly string[]> {
    return (await this.roles.of(tenantId, userId))?.roles ?? [];
  }

  /** The stored user with its groups; null when the person may not sign in. */
  async find(tenantId: string, userId: string, request: FastifyRequest): Promise<ScimResource | null> {
    const tenant = await this.database.entities((manager) => manager.findOneBy(Tenant, { id: tenantId }));
    if (!tenant?.provisioningEnabled) return null;
    const { schemasRevision } = tenant;
    const resources = await this.requests.of(
      { tenantId, schemasRevision, settings: settingsOf(tenant) },
      request,
    );
    try {
      const resource = await resources.of('User').readObject(userId, {});
      return resource.active === false ? null : resource;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) return null;
      throw error;
    }
  }
}
