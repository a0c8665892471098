import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { BulkController } from './bulk.controller.js';

@Module({ imports: [ResourcesModule], controllers: [BulkController] })
export class BulkModule {}
