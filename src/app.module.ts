import { Module, type DynamicModule } from '@nestjs/common';
import { ActivityModule } from './activity/activity.module.js';
import { AllTenantsModule } from './all-tenants/all-tenants.module.js';
import { AuditModule } from './audit/audit.module.js';
import { DirectoryModule } from './directory/directory.module.js';
import { ProvisioningLogModule } from './provisioning-log/provisioning-log.module.js';
import { SsoModule } from './sso/sso.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { BulkModule } from './bulk/bulk.module.js';
import type { Config } from './config.js';
import { ContactsModule } from './contacts/contacts.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DiscoveryModule } from './discovery/discovery.module.js';
import { LOGIN_ORIGINS } from './federation/login-origins.js';
import { GroupsModule } from './groups/groups.module.js';
import { RequestPipelineModule } from './request-pipeline.js';
import { CONFIG } from './http/injected-config.js';
import { ROUTE_TABLE, type RouteTable } from './http/route-table.js';
import { LOGGER, type Logger } from './logger.js';
import { METRICS, type Metrics } from './metrics/metrics.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { OpsModule } from './ops/ops.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { RolesModule } from './roles/roles.module.js';
import { TransferModule } from './transfer/transfer.module.js';
import { OidcModule } from './oidc/oidc.module.js';
import { UsersModule } from './users/users.module.js';

/** Services from outside the application, passed in rather than read from the process. */
export interface Surroundings {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly routes: RouteTable;
}

@Module({})
export class AppModule {
  /** The root module for a configuration. */
  static with({ config, logger, metrics, routes }: Surroundings): DynamicModule {
    const surroundings = [
      { provide: CONFIG, useValue: config },
      { provide: LOGIN_ORIGINS, useValue: config.entraLoginOrigins },
      { provide: LOGGER, useValue: logger },
      { provide: METRICS, useValue: metrics },
      { provide: ROUTE_TABLE, useValue: routes },
    ];
    return {
      module: AppModule,
      global: true,
      imports: [
        PersistenceModule.for(config, logger),
        SecretsModule.for(config),
        RequestPipelineModule,
        UsersModule,
        GroupsModule,
        BulkModule,
        DiscoveryModule,
        OAuthModule,
        OidcModule.for(config),
        TenantsModule,
        RolesModule,
        OperatorsModule,
        SessionsModule,
        SsoModule.for(config),
        DirectoryModule,
        TransferModule,
        ProvisioningLogModule,
        ActivityModule,
        AllTenantsModule,
        ContactsModule,
        AuditModule,
        ConsoleModule,
        OpsModule,
      ],
      providers: surroundings,
      exports: surroundings,
    };
  }
}
