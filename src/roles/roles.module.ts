import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RoleMapping } from './role-mapping.entity.js';
import { RoleMappingsController } from './role-mappings.controller.js';
import { RoleMappingsService } from './role-mappings.service.js';
import { RolesOfPeople } from './roles-of-people.js';

@Module({
  imports: [TypeOrmModule.forFeature([RoleMapping])],
  controllers: [RoleMappingsController],
  providers: [RoleMappingsService, RolesOfPeople],
  exports: [RolesOfPeople],
})
export class RolesModule {}
