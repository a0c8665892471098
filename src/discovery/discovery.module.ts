import { Module } from '@nestjs/common';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { DiscoveryController } from './discovery.controller.js';
import { RootSearchController } from './root-search.controller.js';

@Module({
  imports: [ScimApiModule, TenantsModule],
  controllers: [DiscoveryController, RootSearchController],
})
export class DiscoveryModule {}
