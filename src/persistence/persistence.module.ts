import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { awaitDatabase } from './database/await-database.js';
import { DATABASE } from './database/database.js';
import { dataSourceOptions } from './database/data-source.js';
import { DIALECTS } from './database/dialect.js';
import { databaseOver, openMigrated, snapshotsOver } from './database/open-database.js';
import type { ServiceDataSource } from './database/service-data-source.js';
import { SNAPSHOTS } from './database/snapshot.js';
import { TenantTables } from './database/tenant-tables.js';
import { ServiceSetting } from './database/service-setting.entity.js';
import { GroupMember } from './members/group-member.entity.js';
import { AttributeValue } from './resources/attribute-value.entity.js';
import { Group } from './resources/group.entity.js';
import { ResourceCount } from './resources/resource-count.entity.js';
import { User } from './resources/user.entity.js';
import { TenantSchema } from './schemas/tenant-schema.entity.js';
import { TenantStores } from './tenant-store.js';

@Global()
@Module({})
export class PersistenceModule {
  /** Waits for the database, opens and migrates it before any provider that uses it is created. Nest closes it last. */
  static for(config: Config, logger: Logger): DynamicModule {
    return {
      module: PersistenceModule,
      imports: [
        TypeOrmModule.forRootAsync({
          // Includes the entities that modules register with `forFeature`.
          useFactory: () => ({ ...dataSourceOptions(config), autoLoadEntities: true, toRetry: () => false }),
          dataSourceFactory: (options) => awaitDatabase(() => openMigrated(config, options), logger),
        }),
        TypeOrmModule.forFeature([
          User,
          Group,
          GroupMember,
          AttributeValue,
          ResourceCount,
          TenantSchema,
          ServiceSetting,
        ]),
      ],
      providers: [
        {
          provide: DATABASE,
          inject: [DataSource],
          useFactory: async (dataSource: ServiceDataSource) => {
            const database = await databaseOver(dataSource, config);
            if (database.dialect === DIALECTS.portable)
              logger.info('The database is sent portable SQL alone');
            return database;
          },
        },
        {
          provide: SNAPSHOTS,
          inject: [DataSource],
          useFactory: (dataSource: ServiceDataSource) => snapshotsOver(dataSource, config),
        },
        TenantStores,
        {
          provide: TenantTables,
          inject: [DataSource],
          useFactory: ({ entityMetadatas, driver }: DataSource) =>
            new TenantTables(entityMetadatas, (name) => driver.escape(name)),
        },
      ],
      exports: [DATABASE, SNAPSHOTS, TenantStores, TenantTables],
    };
  }
}
