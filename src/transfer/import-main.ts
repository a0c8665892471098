import { createReadStream } from 'node:fs';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuditLogEntry } from '../audit/audit-log-entry.entity.js';
import { readConfig } from '../config.js';
import { failStart } from '../failed-start.js';
import { createLogger } from '../logger.js';
import { dataSourceOptions } from '../persistence/database/data-source.js';
import { newId } from '../persistence/database/new-id.js';
import { ServiceSetting } from '../persistence/database/service-setting.entity.js';
import { TenantSchema } from '../persistence/schemas/tenant-schema.entity.js';
import { openExisting } from '../persistence/verify/open-existing.js';
import { Tenant } from '../tenants/tenant.entity.js';
import { FileRefused } from './file-refusal.js';
import { removeExpired } from './import-marker.js';
import { importTenant } from './tenant-import.js';

const ENTITIES = [Tenant, TenantSchema, ServiceSetting, AuditLogEntry];

/** `npm run tenant:import -- FILE`: brings in the file of a tenant that another deployment has exported. */
async function main(): Promise<void> {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) throw new Error('expected npm run tenant:import -- FILE');
  const config = readConfig();
  const database = await openExisting(config, dataSourceOptions(config, ENTITIES));
  try {
    await removeExpired(database, Date.now());
    const audit = new AuditTrail(database, createLogger(config));
    const request = {
      action: 'tenant.import',
      actorKind: 'command-line',
      actorHint: '',
      actorId: null,
      actorName: null,
      address: '',
      requestId: newId(),
    };
    const { tenantId, name, counts, digest } = await audit.audited(
      request,
      { tenantId: null },
      () =>
        importTenant(database, createReadStream(file), (manager, imported) =>
          audit.note(manager, { tenantId: imported.tenantId, detail: { ...imported.counts } }),
        ),
      (error) => ({
        status: error instanceof FileRefused ? 400 : 500,
        detail: (error as Error).message.slice(0, 500),
      }),
    );
    const { users, groups, memberships } = counts;
    console.log(
      `tenant ${tenantId} (${name}): users ${users}, groups ${groups}, memberships ${memberships}, digest ${digest}`,
    );
    console.log(
      'Provisioning is switched off, and the tenant has no credential: switch it on to get an access code.',
    );
  } finally {
    await database.close();
  }
}

main().catch(failStart);
