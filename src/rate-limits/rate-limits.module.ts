import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MemorySharesModule } from '../http/memory-shares.module.js';
import { RateGuard } from './rate.guard.js';
import { RateLimits } from './rate-limits.js';
import { RequestRate } from './request-rate.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([RequestRate]), MemorySharesModule],
  providers: [RateLimits, RateGuard],
  exports: [RateGuard],
})
export class RateLimitsModule {}
