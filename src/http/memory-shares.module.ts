import { Module } from '@nestjs/common';
import { MemoryShares } from './memory-shares.js';

@Module({ providers: [MemoryShares], exports: [MemoryShares] })
export class MemorySharesModule {}
