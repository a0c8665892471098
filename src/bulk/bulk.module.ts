import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../http/endpoint-contexts.module.js';
import { HttpModule } from '../http/http.module.js';
import { BulkController } from './bulk.controller.js';

@Module({ imports: [EndpointContextsModule, HttpModule], controllers: [BulkController] })
export class BulkModule {}
