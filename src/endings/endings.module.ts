import { Module } from '@nestjs/common';
import { OperatorsModule } from '../operators/operators.module.js';
import { ApplicationEndings } from './application-endings.service.js';
import { Endings } from './endings.service.js';

@Module({
  imports: [OperatorsModule],
  providers: [Endings, ApplicationEndings],
  exports: [Endings, ApplicationEndings],
})
export class EndingsModule {}
