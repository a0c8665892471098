import { randomUUID } from 'node:crypto';
import { testConnection } from './cycles.js';
import { people, userBody } from './directory.js';
import { EntraClient } from './entra.js';

/** A call of the admin API; answers the members of its JSON. */
export type AdminCall = (method: string, path: string, body: object) => Promise<Record<string, string>>;

interface NewTenant {
  readonly id: string;
  readonly tenantUrl: string;
  readonly accessCode: string;
}

/** Adds a customer and switches its provisioning on. */
export async function addTenant(admin: AdminCall, name: string): Promise<NewTenant> {
  const { id = '' } = await admin('POST', '/tenants', { name, entraTenantId: randomUUID() });
  const { tenantUrl = '', accessCode = '' } = await admin('PUT', `/tenants/${id}/provisioning`, {
    enabled: true,
  });
  return { id, tenantUrl, accessCode };
}

/** Customers in the other states that the console shows: refused writes, a set-up under way, switched off. */
export async function addFurtherTenants(admin: AdminCall): Promise<void> {
  await addFailing(admin);
  const waiting = await addTenant(admin, 'Northwind Traders');
  await admin('POST', `/tenants/${waiting.id}/setup-links`, { description: "For Northwind's IT" });
  await admin('POST', `/tenants/${waiting.id}/oauth-clients`, { description: 'Entra, production' });
  await admin('POST', '/tenants', { name: 'Woodgrove Bank', entraTenantId: randomUUID() });
}

/** Users whose names others have, one without a name, and an attribute that no schema has. */
async function addFailing(admin: AdminCall): Promise<void> {
  const { tenantUrl, accessCode } = await addTenant(admin, 'Tailspin Toys');
  const entra = new EntraClient(tenantUrl, accessCode);
  await testConnection(entra);
  const bodies = people().slice(0, 8).map(userBody);
  for (const body of bodies) await entra.create('Create user', '/Users', body);
  for (const body of bodies.slice(0, 4)) await entra.createRefused('/Users', 409, body);
  await entra.createRefused('/Users', 400, { ...bodies[0], userName: '' });
  await entra.create('Create user', '/Users', {
    ...bodies[0],
    userName: 'pia.berg@fabrikam.example',
    externalId: randomUUID(),
    companyName: 'Tailspin Toys',
  });
}
