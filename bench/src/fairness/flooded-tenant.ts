import { randomUUID } from 'node:crypto';
import { expecting } from '../answers.ts';
import { Connection } from '../http-client.ts';
import { Clients, type Task } from '../load.ts';
import { addMembers, groupBody, userBody } from '../people.ts';
import { ADMIN_TOKEN } from '../servers.ts';

const CLIENTS = 16;
const NESTED = 10;
const MEMBERS_A_GROUP = 100;
const LARGE_GROUP = 5000;

/** A tenant with a directory. */
export interface FloodedTenant {
  readonly tenantId: string;
  readonly token: string;
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  /** The outermost of groups that are members of one another. */
  readonly nestedGroupId: string;
  /** A group of 5,000 members, or of all users if there are fewer. */
  readonly largeGroupId: string;
}

/** Calls the admin API of the service at `url`. */
export async function admin(url: string, method: string, target: string, body: object): Promise<any> {
  const connection = await Connection.open(url, ADMIN_TOKEN, 'application/json');
  const answer = await connection.send(method, `/admin/v1${target}`, body);
  connection.close();
  if (answer.status >= 400) throw new Error(`${method} ${target}: ${answer.status}`);
  return answer.body;
}

/** Creates a tenant with `users` users, and groups of them, some nested. */
export async function createTenant(url: string, users: number): Promise<FloodedTenant> {
  const { id } = await admin(url, 'POST', '/tenants', { name: 'Fabrikam', entraTenantId: randomUUID() });
  const { accessCode } = await admin(url, 'PUT', `/tenants/${id}/provisioning`, { enabled: true });
  await admin(url, 'PUT', `/tenants/${id}/settings`, { rateLimit: 100_000 });
  const clients = await Clients.open(`${url}/scim/v2`, accessCode, CLIENTS);
  const userIds = await createAll(clients, '/Users', users, userBody);
  const groups = Math.max(NESTED, Math.ceil(users / MEMBERS_A_GROUP / 10));
  const groupIds = await createAll(clients, '/Groups', groups, groupBody);
  await clients.run(
    groupIds.map((group, n) => {
      const own = Array.from(
        { length: MEMBERS_A_GROUP },
        (_, i) => userIds[(n * MEMBERS_A_GROUP + i) % users]!,
      );
      const inner = n + 1 < NESTED ? [groupIds[n + 1]!] : [];
      return patchOf(group, [...new Set([...own, ...inner])]);
    }),
  );
  const [largeGroupId = ''] = await createAll(clients, '/Groups', 1, () => groupBody('large'));
  await clients.run([patchOf(largeGroupId, userIds.slice(0, LARGE_GROUP))]);
  clients.close();
  await admin(url, 'PUT', `/tenants/${id}/settings`, { rateLimit: null });
  const [nestedGroupId = ''] = groupIds;
  return { tenantId: id, token: accessCode, userIds, groupIds, nestedGroupId, largeGroupId };
}

async function createAll(
  clients: Clients,
  target: string,
  count: number,
  bodyOf: (n: string) => object,
): Promise<string[]> {
  const ids: string[] = [];
  const { wrong } = await clients.run(
    Array.from({ length: count }, (_, n) => ({
      method: 'POST' as const,
      target,
      body: bodyOf(String(n).padStart(8, '0')),
      check: ({ status, body }) => {
        if (status === 201) ids.push(body.id);
        return status === 201 ? null : 'not created';
      },
    })),
  );
  if (wrong.count > 0) throw new Error(wrong.examples[0]);
  return ids;
}

function patchOf(group: string, ids: readonly string[]): Task {
  return { method: 'PATCH', target: `/Groups/${group}`, body: addMembers(ids), check: expecting(204) };
}
