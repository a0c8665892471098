import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { MetadataController } from './metadata.controller.js';
import { TokenController } from './token.controller.js';

@Module({ imports: [TenantsModule], controllers: [TokenController, MetadataController] })
export class OAuthModule {}
