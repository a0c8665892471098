import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessGuard } from '../auth/access.guard.js';
import { AuthModule } from '../auth/auth.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { BodyGuard } from './body.guard.js';
import { MemorySharesModule } from './memory-shares.module.js';
import { RefusedRequests } from './refused-requests.js';
import { ScimExceptionFilter } from './scim-exception.filter.js';

/** What every route shares, in the order of a request: access, body, errors. */
@Module({
  imports: [AuthModule, MemorySharesModule, ProvisioningLogModule],
  providers: [
    RefusedRequests,
    { provide: APP_GUARD, useExisting: AccessGuard },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_FILTER, useClass: ScimExceptionFilter },
  ],
  exports: [RefusedRequests],
})
export class HttpModule {}
