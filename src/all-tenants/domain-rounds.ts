import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
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
export class DomainRounds implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly domains: TenantDomains,
  ) {}

  onApplicationBootstrap(): void {
    this.runLater();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
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

  private runLater(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = takeTurn(this.database, TURN, EVERY_MS, Date.now())
        .then((isOurs) => (isOurs ? this.round() : 0))
        .catch((error: unknown) => this.logger.warn({ err: error }, 'Domains of tenants were not renewed'))
        .finally(() => this.runLater());
    }, EVERY_MS).unref();
  }
}
