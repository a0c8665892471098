import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
import { PeriodicWork } from '../persistence/database/periodic-work.js';
import { takeTurn } from '../persistence/database/take-turn.js';
import { TenantDomains } from './tenant-domains.js';

const TURN = 'tenant-domains';
const EVERY_MS = 60_000;
/** A round ends then; the next one goes on. */
const LONGEST_MS = 20_000;
const TENANTS_A_ROUND = 500;
const PAUSE_MS = 10;

/** Renews the domains of tenants in the background. Of several processes, one does so at a time. */
@Injectable()
export class DomainRounds extends PeriodicWork {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly domains: TenantDomains,
  ) {
    super({ firstMs: EVERY_MS, everyMs: EVERY_MS });
  }

  /** @returns the number of tenants that were seen to */
  async round(now = Date.now()): Promise<number> {
    const end = performance.now() + LONGEST_MS;
    let renewed = 0;
    for (const due of await this.domains.due(TENANTS_A_ROUND, now)) {
      if (this.stopped || performance.now() > end) break;
      try {
        await this.domains.renew(due, now);
      } catch (error) {
        if (error instanceof DatabaseUnavailable) throw error;
        this.logger.warn({ err: error, tenant: due.tenantId }, 'Domains of a tenant were not renewed');
      }
      renewed++;
      await sleep(PAUSE_MS);
    }
    return renewed;
  }

  protected override async work(): Promise<void> {
    if (await takeTurn(this.database, TURN, EVERY_MS, Date.now())) await this.round();
  }

  protected override failed(error: unknown): void {
    this.logger.warn({ err: error }, 'Domains of tenants were not renewed');
  }
}
