import {
  ConflictException,
  Inject,
  Injectable,
  NotFoundException,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Like } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
import { ServiceSetting } from '../persistence/database/service-setting.entity.js';
import { TenantTables } from '../persistence/database/tenant-tables.js';
import { Tenant } from './tenant.entity.js';
import { findLocked } from './lock-tenant.js';
import { CredentialVerifier } from './credentials/credential-verifier.js';

const ROWS_A_BATCH = 2000;
const MARKER = 'tenant-deletion:';
const PURGING = 'purging';
const PURGED = 'purged';
/**
 * Requests that another process accepted before it learned of the deletion may still write: most within seconds, one
 * with a slow body within the server's request time-out.
 */
const FIRST_SWEEP_MS = 10_000;
const LAST_SWEEP_MS = 90_000;
const RETRY_AT_START = 'Data of a deleted tenant is left: it will be removed at the next start';

/**
 * Deletes tenants. The tenant and its credentials are removed first, in one transaction, so that it cannot be enabled
 * again. A marker in `service_settings` lets the removal of its resources resume after a crash.
 */
@Injectable()
export class TenantDeletion implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly sweeps = new Set<NodeJS.Timeout>();
  private background: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly tables: TenantTables,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Removes a tenant with all its data.
   * @throws NotFoundException when there is no such tenant; ConflictException while provisioning is enabled
   */
  async delete(id: string): Promise<void> {
    await this.database.entities(async (manager) => {
      const tenant = await findLocked(manager, this.database.dialect, id);
      if (tenant === null) {
        const marker = await manager.findOneBy(ServiceSetting, { name: MARKER + id });
        if (marker?.value !== PURGING) throw new NotFoundException('No tenant has this id');
        return;
      }
      if (tenant.provisioningEnabled) {
        throw new ConflictException('Switch provisioning off before deleting the tenant');
      }
      for (const entity of this.tables.removedWithTenant) await manager.delete(entity, { tenantId: id });
      await manager.delete(Tenant, { id });
      await manager.insert(ServiceSetting, { name: MARKER + id, value: PURGING });
      const { name, entraTenantId } = tenant;
      await this.audit.note(manager, { tenantId: id, detail: { name, entraTenantId } });
    });
    this.verifier.forget();
    await this.removeResources(id);
  }

  /** Resumes deletions that were interrupted when the process stopped. */
  onApplicationBootstrap(): void {
    this.inBackground('Unfinished tenant deletions were not looked up', async () => {
      const markers = await this.database.entities((manager) =>
        manager.findBy(ServiceSetting, { name: Like(`${MARKER}%`) }),
      );
      for (const { name, value } of markers) {
        const id = name.slice(MARKER.length);
        if (value === PURGING) this.inBackground(RETRY_AT_START, () => this.removeResources(id));
        else this.sweepLater(id);
      }
    });
  }

  onModuleDestroy(): void {
    this.stopped = true;
    for (const timer of this.sweeps) clearTimeout(timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.background;
  }

  private async removeResources(id: string): Promise<void> {
    await this.purge(id);
    await this.database.entities((manager) =>
      manager.update(ServiceSetting, { name: MARKER + id }, { value: PURGED }),
    );
    this.sweepLater(id);
  }

  private sweepLater(id: string): void {
    this.later(FIRST_SWEEP_MS, () => this.purge(id));
    this.later(LAST_SWEEP_MS, async () => {
      await this.purge(id);
      await this.database.entities((manager) => manager.delete(ServiceSetting, { name: MARKER + id }));
    });
  }

  private later(delay: number, work: () => Promise<void>): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.sweeps.delete(timer);
      this.inBackground(RETRY_AT_START, work);
    }, delay).unref();
    this.sweeps.add(timer);
  }

  /** Runs `work` after earlier background work; logs an error with the message `failure`. */
  private inBackground(failure: string, work: () => Promise<void>): void {
    this.background = this.background
      .then(() => (this.stopped ? undefined : work()))
      .catch((error: unknown) => this.logger.warn({ err: error }, failure));
  }

  /** @throws DatabaseUnavailable when the service stops meanwhile: thanks to the marker, the next start resumes */
  private async purge(id: string): Promise<void> {
    for (const table of this.tables.removedLater) {
      const sql = `DELETE FROM ${table} WHERE tenant_id = ? LIMIT ${ROWS_A_BATCH}`;
      while ((await this.database.transaction((tx) => tx.run(sql, [id]))) > 0) {
        if (this.stopped) throw new DatabaseUnavailable(new Error('The service is stopping'));
      }
    }
  }
}
