import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { ProvisioningLogModule } from '../provisioning-log/provisioning-log.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ProvisioningLogController } from './provisioning-log.controller.js';
import { SchemasController } from './schemas.controller.js';
import { StatusController } from './status.controller.js';
import { AuditModule } from '../audit/audit.module.js';
import { EndpointContextsModule } from '../http/endpoint-contexts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AuditLogController } from './audit-log.controller.js';
import { DirectoryController } from './directory.controller.js';
import { FederationController } from './federation.controller.js';
import { OAuthClientsController } from './oauth-clients.controller.js';
import { SettingsController } from './settings.controller.js';
import { SetupLinksController } from './setup-links.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({
  imports: [
    ActivityModule,
    AuditModule,
    EndpointContextsModule,
    ProvisioningLogModule,
    SessionsModule,
    TenantsModule,
  ],
  controllers: [
    TenantsController,
    TokensController,
    OAuthClientsController,
    FederationController,
    SetupLinksController,
    DirectoryController,
    ProvisioningLogController,
    StatusController,
    AuditLogController,
    SchemasController,
    SettingsController,
  ],
})
export class AdminModule {}
