import { Module } from '@nestjs/common';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { BulkController } from './bulk.controller.js';

@Module({ imports: [ScimApiModule, ProvisioningLogModule], controllers: [BulkController] })
export class BulkModule {}
