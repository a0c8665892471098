import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdminAccessController } from './admin-access.controller.js';
import { AdminGrant } from './admin-grant.entity.js';
import { AdminList } from './admin-list.js';
import { RoleMapping } from './role-mapping.entity.js';
import { RoleMappingsController } from './role-mappings.controller.js';
import { RoleMappingsService } from './role-mappings.service.js';
import { RolesOfPeople } from './roles-of-people.js';
import { TenantAdmins } from './tenant-admins.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RoleMapping, AdminGrant])],
  controllers: [RoleMappingsController, AdminAccessController],
  providers: [RoleMappingsService, RolesOfPeople, TenantAdmins, AdminList],
  exports: [RolesOfPeople, TenantAdmins],
})
export class RolesModule {}
