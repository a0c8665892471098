import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { RequestFinder } from './request-finder.js';
import { ResourceFinder } from './resource-finder.js';
import { SearchController } from './search.controller.js';
import { TenantListController } from './tenant-list.controller.js';
import { TenantSearch } from './tenant-search.js';

@Module({
  imports: [ActivityModule, EndingsModule],
  controllers: [TenantListController, SearchController],
  providers: [TenantSearch, ResourceFinder, RequestFinder],
})
export class AllTenantsModule {}
