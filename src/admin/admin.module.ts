import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({ imports: [TenantsModule], controllers: [TenantsController, TokensController] })
export class AdminModule {}
