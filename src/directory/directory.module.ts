import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../scim-api/endpoint-contexts.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { DirectoryController } from './directory.controller.js';

@Module({ imports: [EndpointContextsModule, TenantsModule], controllers: [DirectoryController] })
export class DirectoryModule {}
