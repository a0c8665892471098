import { Module } from '@nestjs/common';
import { MemorySharesModule } from '../http/memory-shares.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ScimCalls } from './scim-call.js';
import { TenantRequests } from './tenant-requests.js';

/** Providers shared by the controllers of SCIM endpoints. */
@Module({
  imports: [MemorySharesModule, ProvisioningLogModule, ResourcesModule, TenantsModule],
  providers: [TenantRequests, ScimCalls],
  exports: [TenantRequests, ScimCalls],
})
export class ScimApiModule {}
