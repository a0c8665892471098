import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { keysInUse } from './rotate-secrets.js';
import { SecretKeys } from './secret-keys.js';

/** Says at the start which stored secrets cannot be decrypted, and what does not work without them. */
@Injectable()
export class SecretKeyCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly keys: SecretKeys,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const [key, uses] of await keysInUse(this.database)) {
      if (this.keys.has(key)) continue;
      this.logger.error(
        { key, here: this.keys.currentId },
        `Off until SECRETS_KEY or SECRETS_KEY_PREVIOUS has the key ${key}: ${[...uses].join(', ')}`,
      );
    }
  }
}
