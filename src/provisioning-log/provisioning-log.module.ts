import { Module } from '@nestjs/common';
import { RefusalLog } from './refusal-log.js';

@Module({ providers: [RefusalLog], exports: [RefusalLog] })
export class ProvisioningLogModule {}
