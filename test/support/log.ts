import type { Callable, TestTenant } from './tenant.js';

/** A page of a tenant's provisioning log, newest first; `query` is the part of the URL after `?`. */
export async function logPage(
  tenant: TestTenant,
  query = '',
  service: Callable = tenant.service,
): Promise<{ items: any[]; nextCursor: string | null }> {
  const { status, body } = await service.admin('GET', `/tenants/${tenant.id}/provisioning-log?${query}`);
  if (status !== 200) throw new Error(`GET provisioning-log?${query}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** All entries that a query finds, newest first. */
export async function logOf(tenant: TestTenant, query = '', service?: Callable): Promise<any[]> {
  const items: any[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await logPage(
      tenant,
      `limit=200&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      service,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** The entries that `work` adds, oldest first. */
export async function loggedBy(tenant: TestTenant, work: () => Promise<unknown>): Promise<any[]> {
  const before = new Set((await logOf(tenant)).map(({ id }) => id as string));
  await work();
  return (await logOf(tenant)).filter(({ id }) => !before.has(id)).reverse();
}
