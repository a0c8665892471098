import { Module } from '@nestjs/common';
import { LastUse } from './last-use.js';
import { TenantDeletion } from './tenant-deletion.js';
import { TenantsService } from './tenants.service.js';
import { TokenVerifier } from './token-verifier.js';
import { TokensService } from './tokens.service.js';

@Module({
  providers: [LastUse, TokenVerifier, TokensService, TenantsService, TenantDeletion],
  exports: [TokenVerifier, TokensService, TenantsService, TenantDeletion],
})
export class TenantsModule {}
