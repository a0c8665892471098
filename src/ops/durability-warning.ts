import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';

/** Says at the start when the database does not make durable what it has acknowledged. */
@Injectable()
export class DurabilityWarning implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const settings = await this.database.relaxations().catch(() => []);
    if (settings.length === 0) return;
    this.logger.warn(
      { settings },
      'A loss of power may undo acknowledged writes: the database does not wait for the disk',
    );
  }
}
