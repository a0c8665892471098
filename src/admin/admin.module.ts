import { Module } from '@nestjs/common';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ProvisioningLogController } from './provisioning-log.controller.js';
import { SchemasController } from './schemas.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({
  imports: [TenantsModule, ProvisioningLogModule],
  controllers: [TenantsController, TokensController, SchemasController, ProvisioningLogController],
})
export class AdminModule {}
