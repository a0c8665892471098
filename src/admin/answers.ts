import type { AccessToken } from '../persistence/entities/access-token.entity.js';
import type { Tenant } from '../persistence/entities/tenant.entity.js';
import type { IssuedToken } from '../tenants/tokens.service.js';
import type { TenantAnswer } from './dto/tenant.dto.js';
import type { IssuedTokenAnswer, TokenAnswer } from './dto/token.dto.js';

/** A tenant as the admin API shows it. */
export function tenantAnswer(tenant: Tenant, tenantUrl: string): TenantAnswer {
  return {
    id: tenant.id,
    name: tenant.name,
    entraTenantId: tenant.entraTenantId,
    provisioningEnabled: tenant.provisioningEnabled,
    tenantUrl,
    createdAt: tenant.createdAt.toISOString(),
  };
}

/** A token in a list: all but the code, which nobody knows any more. */
export function tokenAnswer(token: AccessToken): TokenAnswer {
  return {
    id: token.id,
    hint: token.hint,
    description: token.description,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.endsAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
  };
}

/** A token just made, with its code. */
export function issuedTokenAnswer({ token, code }: IssuedToken): IssuedTokenAnswer {
  return {
    id: token.id,
    accessCode: code,
    hint: token.hint,
    description: token.description,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.endsAt?.toISOString() ?? null,
  };
}
