import { Module } from '@nestjs/common';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { EndpointContexts } from './endpoint-contexts.js';
import { MemorySharesModule } from '../http/memory-shares.module.js';

@Module({
  imports: [MemorySharesModule, ProvisioningLogModule, ResourcesModule, TenantsModule],
  providers: [EndpointContexts],
  exports: [EndpointContexts],
})
export class EndpointContextsModule {}
