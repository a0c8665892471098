import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { GroupsController } from './groups.controller.js';

@Module({ imports: [ResourcesModule], controllers: [GroupsController] })
export class GroupsModule {}
