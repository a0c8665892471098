import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { SchemasController } from './schemas.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({ imports: [TenantsModule], controllers: [TenantsController, TokensController, SchemasController] })
export class AdminModule {}
