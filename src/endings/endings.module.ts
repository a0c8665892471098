import { Module } from '@nestjs/common';
import { ApplicationEndings } from './application-endings.service.js';
import { Endings } from './endings.service.js';

@Module({ providers: [Endings, ApplicationEndings], exports: [Endings, ApplicationEndings] })
export class EndingsModule {}
