import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { DiscoveryController } from './discovery.controller.js';
import { RootSearchController } from './root-search.controller.js';

@Module({ imports: [ResourcesModule], controllers: [DiscoveryController, RootSearchController] })
export class DiscoveryModule {}
