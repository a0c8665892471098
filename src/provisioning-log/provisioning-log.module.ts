import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ErrorListener } from '../http/error-listener.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { BodyLog } from './bodies/body-log.js';
import { LoggedBodies } from './bodies/logged-bodies.entity.js';
import { DeferredEntries } from './deferred-entries.js';
import { ProvisioningLogController } from './provisioning-log.controller.js';
import { RefusedRequests } from './refused-requests.js';
import { ProvisioningLogEntry } from './provisioning-log-entry.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([ProvisioningLogEntry, LoggedBodies]), TenantsModule],
  controllers: [ProvisioningLogController],
  providers: [
    BodyLog,
    DeferredEntries,
    RefusedRequests,
    { provide: ErrorListener, useExisting: RefusedRequests },
  ],
  exports: [BodyLog, DeferredEntries, RefusedRequests, ErrorListener],
})
export class ProvisioningLogModule {}
