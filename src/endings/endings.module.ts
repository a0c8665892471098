import { Module } from '@nestjs/common';
import { Endings } from './endings.service.js';

@Module({ providers: [Endings], exports: [Endings] })
export class EndingsModule {}
