import { replacementAnswer } from './credentials/credential-answers.js';
import { lifeState } from './credentials/credential-life.js';
import type { Tenant } from './tenant.entity.js';
import type { IssuedCode, ListedCode } from './credentials/access-codes.service.js';
import type { TenantAnswer } from './tenant.dto.js';
import type { IssuedCodeAnswer, AccessCodeAnswer } from './credentials/access-code.dto.js';

/** A tenant in the admin API. */
export function tenantAnswer(
  tenant: Pick<Tenant, 'id' | 'name' | 'entraTenantId' | 'provisioningEnabled' | 'createdAt'>,
  tenantUrl: string,
): TenantAnswer {
  return {
    id: tenant.id,
    name: tenant.name,
    entraTenantId: tenant.entraTenantId,
    provisioningEnabled: tenant.provisioningEnabled,
    tenantUrl,
    createdAt: tenant.createdAt.toISOString(),
  };
}

/** An access code in the admin API, without its text. */
export function accessCodeAnswer({ token, replacement }: ListedCode): AccessCodeAnswer {
  return {
    id: token.id,
    hint: token.hint,
    description: token.description,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.endsAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
    ...lifeState(token, Date.now()),
    replacedBy: replacementAnswer(replacement),
  };
}

/** A new access code with its text. */
export function issuedCodeAnswer({ token, code }: IssuedCode): IssuedCodeAnswer {
  return {
    id: token.id,
    accessCode: code,
    hint: token.hint,
    description: token.description,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.endsAt?.toISOString() ?? null,
  };
}
