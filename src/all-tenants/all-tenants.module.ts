import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityModule } from '../activity/activity.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { DomainRounds } from './domain-rounds.js';
import { RequestFinder } from './request-finder.js';
import { ResourceFinder } from './resource-finder.js';
import { SearchController } from './search.controller.js';
import { TenantListController } from './tenant-list.controller.js';
import { TenantDomain } from './tenant-domain.entity.js';
import { TenantDomains } from './tenant-domains.js';
import { TenantSearch } from './tenant-search.js';

@Module({
  imports: [TypeOrmModule.forFeature([TenantDomain]), ActivityModule, EndingsModule],
  controllers: [TenantListController, SearchController],
  providers: [TenantSearch, TenantDomains, DomainRounds, ResourceFinder, RequestFinder],
})
export class AllTenantsModule {}
