import { Module } from '@nestjs/common';
import { HeldRefusals } from './held-refusals.js';
import { MemoryShares } from './memory-shares.js';
import { RequestTurns } from './request-turns.js';

const SHARES = [MemoryShares, RequestTurns, HeldRefusals];

/** What tenants share of a process. */
@Module({ providers: SHARES, exports: SHARES })
export class MemorySharesModule {}
