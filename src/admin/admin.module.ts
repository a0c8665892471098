import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ProvisioningLogController } from './provisioning-log.controller.js';
import { SchemasController } from './schemas.controller.js';
import { StatusController } from './status.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({
  imports: [TenantsModule, ProvisioningLogModule, ActivityModule],
  controllers: [
    TenantsController,
    TokensController,
    SchemasController,
    ProvisioningLogController,
    StatusController,
  ],
})
export class AdminModule {}
