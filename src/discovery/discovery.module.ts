import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../scim-api/endpoint-contexts.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { DiscoveryController } from './discovery.controller.js';
import { RootSearchController } from './root-search.controller.js';

@Module({
  imports: [EndpointContextsModule, TenantsModule],
  controllers: [DiscoveryController, RootSearchController],
})
export class DiscoveryModule {}
