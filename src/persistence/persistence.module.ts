import { Global, Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import type { Config } from '../config.js';
import { DATABASE, type Database } from './database/database.js';
import { openDatabase } from './database/open-database.js';

@Global()
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Opens the database before anything that needs it is made. */
  static for(config: Config): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: DATABASE, useFactory: () => openDatabase(config) }],
      exports: [DATABASE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
