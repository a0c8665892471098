import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../scim-api/endpoint-contexts.module.js';
import { GroupsController } from './groups.controller.js';

@Module({ imports: [EndpointContextsModule], controllers: [GroupsController] })
export class GroupsModule {}
