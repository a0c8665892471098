import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TokenBuckets, type Allowance } from './token-buckets.js';

/** Refusals of a tenant that are answered at once. */
const AT_ONCE: Allowance = { burst: 20, perSecond: 10 };
/** With every dozen megabytes received, the garbage collector stops the process for some milliseconds. */
const LARGE_BYTES = 131_072;
/** Not the same time for all, lest they come back together. */
const HELD_MS = { least: 500, most: 1000 };
const LARGE_HELD_MS = { least: 2000, most: 4000 };

/** Keeps those waiting who send on although they are refused, lest their refusals take all the time. */
@Injectable()
export class HeldRefusals {
  private readonly buckets = new TokenBuckets();

  /**
   * To be awaited before a request of a tenant is refused for its number or size.
   * @param bytes length of a body that is received in vain
   */
  async hold(tenantId: string, bytes = 0): Promise<void> {
    const isLarge = bytes >= LARGE_BYTES;
    if (!isLarge && this.buckets.take(tenantId, AT_ONCE, performance.now())) return;
    const { least, most } = isLarge ? LARGE_HELD_MS : HELD_MS;
    await sleep(least + Math.random() * (most - least));
  }
}
