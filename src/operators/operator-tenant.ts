import { Inject, Injectable } from '@nestjs/common';
import { highestRole, type OperatorRole } from '../access/operator-role.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { inChunks } from '../persistence/database/id-chunks.js';
import type { RolesOfPerson } from '../roles/roles-of-people.js';

/**
 * The tenant of InviteDesk's own people. The settings name it and the groups that make an operator, so no call of the
 * admin API and no other tenant can.
 */
@Injectable()
export class OperatorTenant {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The id of the tenant; null when there is none. */
  async id(): Promise<string | null> {
    const { entraTenantId } = this.config.operators;
    if (entraTenantId === null) return null;
    const [tenant] = await this.database.rows<{ id: string }>(
      'SELECT id FROM tenants WHERE entra_tenant_id = ?',
      [entraTenantId],
    );
    return tenant?.id ?? null;
  }

  /** Whether a tenant is that of the operators. */
  async is(tenantId: string): Promise<boolean> {
    return (await this.id()) === tenantId;
  }

  /** The role of a person as an operator; null for anybody else. */
  async roleOf(tenantId: string, person: RolesOfPerson): Promise<OperatorRole | null> {
    if (!(await this.is(tenantId))) return null;
    const groups = await inChunks<{ externalId: string | null }>(
      this.database,
      tenantId,
      [...person.groupIds],
      (marks) => `SELECT external_id AS externalId FROM \`groups\` WHERE tenant_id = ? AND id IN (${marks})`,
    );
    const names = [...groups.map(({ externalId }) => externalId ?? ''), ...person.roles];
    const has = new Set(names.map((name) => name.toLowerCase()));
    const { owners, support, readers } = this.config.operators;
    const roles: [OperatorRole, readonly string[]][] = [
      ['owner', owners],
      ['support', support],
      ['read-only', readers],
    ];
    return highestRole(
      roles.filter(([, entries]) => entries.some((entry) => has.has(entry))).map(([role]) => role),
    );
  }
}
