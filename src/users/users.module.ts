import { Module } from '@nestjs/common';
import { EndpointContextsModule } from '../scim-api/endpoint-contexts.module.js';
import { MeController } from './me.controller.js';
import { UsersController } from './users.controller.js';

@Module({ imports: [EndpointContextsModule], controllers: [UsersController, MeController] })
export class UsersModule {}
