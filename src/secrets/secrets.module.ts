import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { configuredKeys } from './configured-keys.js';
import { SecretKeyCheck } from './secret-key-check.js';
import { SecretKeys } from './secret-keys.js';

/** Secrets that must be read back, for every feature that has some. */
@Global()
@Module({})
export class SecretsModule {
  static for(config: Config): DynamicModule {
    return {
      module: SecretsModule,
      providers: [
        {
          provide: SecretKeys,
          inject: [LOGGER],
          useFactory: (logger: Logger) => keysOrNone(config, logger),
        },
        SecretKeyCheck,
      ],
      exports: [SecretKeys],
    };
  }
}

/** Without the file of keys the service works, but for what needs them. */
function keysOrNone(config: Config, logger: Logger): SecretKeys {
  try {
    return configuredKeys(config);
  } catch (error) {
    logger.error({ err: error }, 'The file of the keys beside the database can be neither read nor made');
    return new SecretKeys(() => []);
  }
}
