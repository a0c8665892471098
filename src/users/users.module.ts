import { Module } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { UsersController } from './users.controller.js';

@Module({ imports: [ResourcesModule], controllers: [UsersController] })
export class UsersModule {}
