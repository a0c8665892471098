import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { TenantListController } from './tenant-list.controller.js';
import { TenantSearch } from './tenant-search.js';

@Module({ imports: [ActivityModule], controllers: [TenantListController], providers: [TenantSearch] })
export class AllTenantsModule {}
