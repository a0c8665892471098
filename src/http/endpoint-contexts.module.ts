import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { EndpointContexts } from './endpoint-contexts.js';

@Module({
  imports: [ResourcesModule, TenantsModule],
  providers: [EndpointContexts],
  exports: [EndpointContexts],
})
export class EndpointContextsModule {}
