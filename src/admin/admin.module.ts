import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { EndpointContextsModule } from '../http/endpoint-contexts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AuditLogController } from './audit-log.controller.js';
import { DirectoryController } from './directory.controller.js';
import { FederationController } from './federation.controller.js';
import { OAuthClientsController } from './oauth-clients.controller.js';
import { SchemasController } from './schemas.controller.js';
import { SetupLinksController } from './setup-links.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokensController } from './tokens.controller.js';

@Module({
  imports: [AuditModule, EndpointContextsModule, SessionsModule, TenantsModule],
  controllers: [
    TenantsController,
    TokensController,
    OAuthClientsController,
    FederationController,
    SetupLinksController,
    DirectoryController,
    AuditLogController,
    SchemasController,
  ],
})
export class AdminModule {}
