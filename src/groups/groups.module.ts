import { Module } from '@nestjs/common';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { GroupsController } from './groups.controller.js';

@Module({ imports: [ScimApiModule], controllers: [GroupsController] })
export class GroupsModule {}
