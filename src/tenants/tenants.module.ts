import { Module } from '@nestjs/common';
import { LastUse } from './last-use.js';
import { SchemasService } from './schemas.service.js';
import { TenantDeletion } from './tenant-deletion.js';
import { TenantTypes } from './tenant-types.js';
import { TenantsService } from './tenants.service.js';
import { TokenVerifier } from './token-verifier.js';
import { TokensService } from './tokens.service.js';

@Module({
  providers: [
    LastUse,
    TokenVerifier,
    TokensService,
    TenantsService,
    TenantDeletion,
    SchemasService,
    TenantTypes,
  ],
  exports: [TokenVerifier, TokensService, TenantsService, TenantDeletion, SchemasService, TenantTypes],
})
export class TenantsModule {}
