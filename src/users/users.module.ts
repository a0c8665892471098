import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { MeController } from './me.controller.js';
import { UsersController } from './users.controller.js';

@Module({ imports: [ResourcesModule], controllers: [UsersController, MeController] })
export class UsersModule {}
