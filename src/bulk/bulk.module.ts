import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../http/endpoint-contexts.module.js';
import { BulkController } from './bulk.controller.js';

@Module({ imports: [EndpointContextsModule], controllers: [BulkController] })
export class BulkModule {}
