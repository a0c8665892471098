import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { SigningKeys } from '../federation/signing-keys.js';
import { EntraTokenLookup } from './entra-token-lookup.js';
import { EntraTrustService } from './entra-trust.service.js';
import { FederatedCredentialsService } from './federated-credentials.service.js';
import { LastUse } from './last-use.js';
import { OAuthClientsService } from './oauth-clients.service.js';
import { SchemasService } from './schemas.service.js';
import { SettingsService } from './settings.service.js';
import { TenantDeletion } from './tenant-deletion.js';
import { TenantTypes } from './tenant-types.js';
import { TenantsService } from './tenants.service.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenVerifier } from './token-verifier.js';
import { TokensService } from './tokens.service.js';

@Module({
  imports: [AuditModule],
  providers: [
    LastUse,
    SigningKeys,
    EntraTokenLookup,
    TokenIssuer,
    OAuthClientsService,
    FederatedCredentialsService,
    EntraTrustService,
    TokenVerifier,
    TokensService,
    TenantsService,
    TenantDeletion,
    SchemasService,
    SettingsService,
    TenantTypes,
  ],
  exports: [
    TokenVerifier,
    TokenIssuer,
    TokensService,
    OAuthClientsService,
    FederatedCredentialsService,
    EntraTrustService,
    TenantsService,
    TenantDeletion,
    SchemasService,
    SettingsService,
    TenantTypes,
  ],
})
export class TenantsModule {}
