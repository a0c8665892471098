import { Module } from '@nestjs/common';
import { ScimApiModule } from '../scim-api/scim-api.module.js';
import { MeController } from './me.controller.js';
import { UsersController } from './users.controller.js';

@Module({ imports: [ScimApiModule], controllers: [UsersController, MeController] })
export class UsersModule {}
