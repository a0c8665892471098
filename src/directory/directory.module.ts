import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { DirectoryController } from './directory.controller.js';

@Module({ imports: [ActivityModule, ScimApiModule, TenantsModule], controllers: [DirectoryController] })
export class DirectoryModule {}
