import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NamedToken } from './named-token.entity.js';
import { NamedTokensController } from './named-tokens.controller.js';
import { NamedTokens } from './named-tokens.service.js';
import { OperatorTenant } from './operator-tenant.js';
import { RolesModule } from '../roles/roles.module.js';

@Module({
  imports: [TypeOrmModule.forFeature([NamedToken]), RolesModule],
  controllers: [NamedTokensController],
  providers: [NamedTokens, OperatorTenant],
  exports: [NamedTokens, OperatorTenant],
})
export class OperatorsModule {}
