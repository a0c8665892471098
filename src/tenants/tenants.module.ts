import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SigningKeys } from '../federation/signing-keys.js';
import { EntraTokenLookup } from './credentials/entra-token-lookup.js';
import { EntraTrustService } from './credentials/entra-trust.service.js';
import { FederatedCredentialsService } from './credentials/federated-credentials.service.js';
import { LastUse } from './credentials/last-use.js';
import { OAuthClientsService } from './credentials/oauth-clients.service.js';
import { SchemasService } from './schemas/schemas.service.js';
import { SettingsService } from './settings/settings.service.js';
import { LogBodiesController } from './log-bodies/log-bodies.controller.js';
import { LogBodiesService } from './log-bodies/log-bodies.service.js';
import { TenantDeletion } from './tenant-deletion.js';
import { TenantTypes } from './schemas/tenant-types.js';
import { TenantsService } from './tenants.service.js';
import { AccessCodesController } from './credentials/access-codes.controller.js';
import { FederationController } from './credentials/federation.controller.js';
import { OAuthClientsController } from './credentials/oauth-clients.controller.js';
import { SchemasController } from './schemas/schemas.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TokenIssuer } from './credentials/token-issuer.js';
import { CredentialVerifier } from './credentials/credential-verifier.js';
import { AccessCodesService } from './credentials/access-codes.service.js';
import { Tenant } from './tenant.entity.js';
import { AccessCode } from './credentials/access-code.entity.js';
import { OAuthClient } from './credentials/oauth-client.entity.js';
import { OAuthSecret } from './credentials/oauth-secret.entity.js';
import { OAuthAccessToken } from './credentials/oauth-access-token.entity.js';
import { FederatedCredential } from './credentials/federated-credential.entity.js';
import { EntraTrust } from './credentials/entra-trust.entity.js';
import { UsedAssertion } from './credentials/used-assertion.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Tenant,
      AccessCode,
      OAuthClient,
      OAuthSecret,
      OAuthAccessToken,
      FederatedCredential,
      EntraTrust,
      UsedAssertion,
    ]),
  ],
  controllers: [
    TenantsController,
    AccessCodesController,
    OAuthClientsController,
    FederationController,
    SchemasController,
    SettingsController,
    LogBodiesController,
  ],
  providers: [
    LastUse,
    SigningKeys,
    EntraTokenLookup,
    TokenIssuer,
    OAuthClientsService,
    FederatedCredentialsService,
    EntraTrustService,
    CredentialVerifier,
    AccessCodesService,
    TenantsService,
    TenantDeletion,
    SchemasService,
    SettingsService,
    LogBodiesService,
    TenantTypes,
  ],
  exports: [CredentialVerifier, SigningKeys, TokenIssuer, TenantsService, TenantTypes],
})
export class TenantsModule {}
