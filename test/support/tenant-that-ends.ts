import { randomUUID } from 'node:crypto';
import type { TestService } from './service.js';

const DAY_MS = 86_400_000;

/** A tenant with provisioning enabled, whose only access code ends after so many days. */
export async function tenantThatEnds(
  service: TestService,
  days: number,
  name = 'Ending',
): Promise<{ readonly id: string; readonly codeId: string; readonly code: string }> {
  const { body: tenant } = await service.admin('POST', '/tenants', { name, entraTenantId: randomUUID() });
  const expiresAt = new Date(Date.now() + days * DAY_MS).toISOString();
  const { body: issued } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, { expiresAt });
  await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: true });
  return { id: tenant.id, codeId: issued.id, code: issued.accessCode };
}
