import { initialCycle } from '../../src/demo/cycles.js';
import { people, teams, type Person } from '../../src/demo/directory.js';
import { EntraClient } from '../../src/demo/entra.js';
import { EVENTS_EXTENSION, eventsSchema } from '../../src/tenants/schemas/events-extension.js';
import type { TestService } from './service.js';
import { USER, type TestTenant } from './tenant.js';

const DAY_MS = 86_400_000;

/** Something on every page of a tenant: people, refusals, credentials of each kind, one of which ends, roles, links. */
export async function fillTenant(service: TestService, tenant: TestTenant): Promise<readonly Person[]> {
  const everyone = people();
  const entra = new EntraClient(`${service.url}/scim/v2`, tenant.accessCode);
  await initialCycle(entra, everyone, teams(everyone), () => undefined);
  for (let i = 0; i < 2; i++)
    await tenant.post('/Users', { schemas: [USER], userName: everyone[0]?.userName, active: true });
  const own = `/tenants/${tenant.id}`;
  const expiresAt = new Date(Date.now() + 9.5 * DAY_MS).toISOString();
  const { body: groups } = await service.admin('GET', `${own}/groups?limit=2`);
  const [group, other] = groups.items.map(({ id }: { id: string }) => id);
  for (const [method, path, body] of [
    ['PUT', `${own}/schemas/${EVENTS_EXTENSION}`, eventsSchema],
    ['POST', `${own}/tokens`, { description: 'Second job', expiresAt }],
    ['POST', `${own}/oauth-clients`, { description: 'Entra, production', expiresAt }],
    ['POST', `${own}/federated-credentials`, { subject: crypto.randomUUID(), audiences: ['api://entra'] }],
    ['PUT', `${own}/contacts`, { addresses: ['it@fabrikam.example'] }],
    ['PUT', `${own}/role-mappings`, { mappings: [{ groupId: group, role: 'organizer' }] }],
    ['PUT', `${own}/admin-access`, { groupIds: [other], roles: ['IT admin'] }],
    ['POST', `${own}/setup-links`, { description: 'For the IT of Fabrikam' }],
    ['POST', `${own}/setup-links`, { access: 'read' }],
  ] as const) {
    const answer = await service.admin(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  }
  return everyone;
}
