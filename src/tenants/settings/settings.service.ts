import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { isDuplicateKey } from '../../persistence/database/duplicate-key.js';
import { Tenant } from '../tenant.entity.js';
import { lockTenant } from '../lock-tenant.js';
import type { TenantSettings } from '../../access/tenant-settings.js';
import { settingsOf } from './settings-columns.js';
import { CredentialVerifier } from '../credentials/credential-verifier.js';

/** Maximum number of shared group names in one error, and maximum length of each. */
const NAMED = 5;
const SHOWN = 100;

/** Settings to change; undefined ones stay unchanged. */
export type SettingsChange = {
  readonly [name in keyof TenantSettings]?: TenantSettings[name] | undefined;
};

/** Manages the protocol settings of tenants. */
@Injectable()
export class SettingsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundException when there is no such tenant */
  async get(tenantId: string): Promise<TenantSettings> {
    const tenant = await this.database.entities((manager) => manager.findOneBy(Tenant, { id: tenantId }));
    if (tenant === null) throw new NotFoundException('No tenant has this id');
    return settingsOf(tenant);
  }

  /**
   * Changes the given settings. Requests follow them at once in this process, within 5 seconds in others.
   * @returns the settings then in force
   * @throws NotFoundException when there is no such tenant; ConflictException when group names are to become unique and
   *   are not
   */
  async set(tenantId: string, change: SettingsChange): Promise<TenantSettings> {
    const settings = await this.database.entities(async (manager) => {
      const before = settingsOf(await lockTenant(manager, this.database.dialect, tenantId));
      const changed = changedIn(before, change);
      if (Object.keys(changed).length === 0) return before;
      if (changed.uniqueGroupNames === true) await makeNamesUnique(manager, tenantId);
      await manager.update(Tenant, { id: tenantId }, changed);
      await this.audit.note(manager, { tenantId, detail: changed });
      return { ...before, ...changed };
    });
    this.verifier.forgetTenant(tenantId);
    return settings;
  }
}

/**
 * Marks every group of a tenant as having a unique name. Writes of groups that may share a name wait for the tenant's
 * lock, and see the new setting afterwards.
 * @throws ConflictException naming some shared names
 */
async function makeNamesUnique(manager: EntityManager, tenantId: string): Promise<void> {
  try {
    await manager.query('UPDATE `groups` SET shares_name = 0 WHERE tenant_id = ? AND shares_name = 1', [
      tenantId,
    ]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const shared = await manager.query<{ name: string; count: number | string }[]>(
      `SELECT MIN(display_name) AS name, COUNT(*) AS count FROM \`groups\` WHERE tenant_id = ?
       GROUP BY display_name_key HAVING COUNT(*) > 1 ORDER BY display_name_key LIMIT ${NAMED}`,
      [tenantId],
    );
    const named = shared.map(({ name, count }) => `${JSON.stringify(shortened(name))} (${count} groups)`);
    const more = shared.length === NAMED ? ', and perhaps others' : '';
    throw new ConflictException(
      `Groups share a name: ${named.join(', ')}${more}. Rename or delete all but one of each first`,
    );
  }
}

function shortened(name: string): string {
  return name.length > SHOWN ? `${[...name].slice(0, SHOWN).join('')}…` : name;
}

/** The settings of a change that differ from the current ones. */
function changedIn(before: TenantSettings, change: SettingsChange): Partial<TenantSettings> {
  const names = Object.keys(before) as (keyof TenantSettings)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = change[name];
      return value === undefined || value === before[name] ? [] : [[name, value]];
    }),
  );
}
