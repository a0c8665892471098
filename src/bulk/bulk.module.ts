import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../scim-api/endpoint-contexts.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { BulkController } from './bulk.controller.js';

@Module({ imports: [EndpointContextsModule, ProvisioningLogModule], controllers: [BulkController] })
export class BulkModule {}
