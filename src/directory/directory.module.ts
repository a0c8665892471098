import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { FailingUsers } from './failing-users.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { DirectoryController } from './directory.controller.js';

@Module({
  imports: [ActivityModule, ProvisioningLogModule, ScimApiModule, TenantsModule],
  controllers: [DirectoryController],
  providers: [FailingUsers],
})
export class DirectoryModule {}
