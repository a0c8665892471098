import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LastUse } from '../../../src/tenants/credentials/last-use.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { tenantThatEnds } from '../../support/tenant-that-ends.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

onEveryDatabase('what ends', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  type Ending = Awaited<ReturnType<typeof tenantThatEnds>>;
  const get = async (path: string): Promise<any> => (await service.admin('GET', path)).body;
  const statusOf = ({ id }: { id: string }) => get(`/tenants/${id}/status`);
  const codesOf = async ({ id }: { id: string }): Promise<any[]> =>
    (await get(`/tenants/${id}/tokens`)).items;
  /** Entra comes with this code, and its use is recorded. */
  const use = async (code: string): Promise<void> => {
    const headers = { authorization: `Bearer ${code}` };
    expect((await fetch(`${service.url}/scim/v2/Users?count=0`, { headers })).status).toBe(200);
    await service.app.get(LastUse).onApplicationShutdown();
  };
  const setCode = (of: Ending, column: 'last_used_at' | 'retires_at' | 'expires_at', at: number) =>
    service.storage.transaction((tx) =>
      tx.run(`UPDATE access_codes SET ${column} = ? WHERE tenant_id = ? AND id = ?`, [at, of.id, of.codeId]),
    );

  it.each([
    [31, 'active', 30],
    [29.9, 'ending', 29],
    [1.5, 'ending', 1],
    [0.5, 'ending', 0],
  ])('a code with %d days left is %s', async (days, state, daysLeft) => {
    const tenant = await tenantThatEnds(service, days);
    expect(await codesOf(tenant)).toMatchObject([{ state, daysLeft, replacedBy: null }]);
    const { ending } = await statusOf(tenant);
    expect(ending).toEqual(
      state === 'active'
        ? []
        : [expect.objectContaining({ kind: 'access-code', id: tenant.codeId, daysLeft, replacedBy: null })],
    );
  });

  it('a code without an end, one that has ended, and a revoked one', async () => {
    const tenant = await tenantThatEnds(service, 40);
    await setCode(tenant, 'expires_at', Date.now() - 1);
    const { body: lasting } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    const { body: revoked } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    await service.admin('DELETE', `/tenants/${tenant.id}/tokens/${revoked.id}`);
    expect(await codesOf(tenant)).toMatchObject([
      { state: 'ended', daysLeft: null },
      { id: lasting.id, state: 'active', daysLeft: null },
      { state: 'revoked', daysLeft: null },
    ]);
    expect((await statusOf(tenant)).ending).toEqual([]);
  });

  it('is the health of a tenant that needs the code, until it uses another one', async () => {
    const tenant = await tenantThatEnds(service, 12.5);
    expect((await statusOf(tenant)).health.state).toBe('never connected');
    await use(tenant.code);
    const { health } = await statusOf(tenant);
    expect(health).toMatchObject({ state: 'credentials ending', summary: 'credentials ending in 12 days' });
    expect(health.reason).toMatch(/^The access code idk_\w{8}… ends in 12 days, on .+ UTC: Entra is refused/);
    const { body: other } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    expect((await statusOf(tenant)).health.state).toBe('credentials ending');
    await use(other.accessCode);
    // A second job of Entra may still use the first one.
    expect((await statusOf(tenant)).health.state).toBe('credentials ending');
    await setCode(tenant, 'last_used_at', Date.now() - 3 * HOUR);
    expect(await statusOf(tenant)).toMatchObject({ health: { state: 'connected' }, ending: [] });
  });

  it('after a rotation tells until when the old one works, and whether the new one is used', async () => {
    const tenant = await tenantThatEnds(service, 20);
    await use(tenant.code);
    const path = `/tenants/${tenant.id}/tokens/${tenant.codeId}/rotate`;
    const { body: fresh } = await service.admin('POST', path, { overlapSeconds: 86_400 });
    await setCode(tenant, 'last_used_at', Date.now() - 1000);
    const [old] = await codesOf(tenant);
    expect(old).toMatchObject({ state: 'ending', replacedBy: { hint: fresh.hint, lastUsedAt: null } });
    const { health, ending } = await statusOf(tenant);
    expect(health.state).toBe('credentials ending');
    expect(ending).toMatchObject([{ id: tenant.codeId, replacedBy: { hint: fresh.hint, lastUsedAt: null } }]);
    expect(health.reason).toBe(
      `The old access code ${old.hint}… works until ${health.reason.match(/until (.+ UTC);/)?.[1]}; the new one, ` +
        `${fresh.hint}…, has not been used yet. Enter it as Secret Token in Entra`,
    );
    await setCode(tenant, 'retires_at', Date.now() - 500);
    expect((await statusOf(tenant)).health.state).toBe('credentials ended');
    await use(fresh.accessCode);
    expect((await codesOf(tenant))[0].replacedBy.lastUsedAt).not.toBeNull();
    // The new one has the lifetime of the old one.
    expect((await statusOf(tenant)).ending).toMatchObject([{ id: fresh.id, replacedBy: null }]);
  });

  it('knows the secrets of OAuth clients, and links made for long', async () => {
    const { id } = await service.createTenant();
    const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    const { body: client } = await service.admin('POST', `/tenants/${id}/oauth-clients`, {
      expiresAt: at(9.5),
    });
    const [{ secrets }] = (await get(`/tenants/${id}/oauth-clients`)).items;
    expect(secrets).toMatchObject([{ state: 'ending', daysLeft: 9, replacedBy: null }]);
    // The access code of the tenant has no end: nothing of it is missed.
    expect((await statusOf({ id })).ending).toEqual([]);
    await service.storage.transaction((tx) =>
      tx.run('UPDATE oauth_secrets SET last_used_at = ? WHERE tenant_id = ?', [Date.now(), id]),
    );
    await service.admin('POST', `/tenants/${id}/setup-links`, { expiresInHours: 24 });
    const { body: link } = await service.admin('POST', `/tenants/${id}/setup-links`, {});
    await service.storage.transaction((tx) =>
      tx.run('UPDATE setup_links SET created_at = ? WHERE tenant_id = ? AND id = ?', [
        Date.now() - 80 * DAY,
        id,
        link.id,
      ]),
    );
    expect((await get(`/tenants/${id}/setup-links`)).items).toMatchObject([
      { state: 'ending', daysLeft: 0 },
      { state: 'ending', daysLeft: 6 },
    ]);
    const { health, ending } = await statusOf({ id });
    expect(ending.map((each: any) => [each.kind, each.clientId])).toEqual([
      ['setup-link', null],
      ['client-secret', client.clientId],
    ]);
    expect(health.state).toBe('never connected');
    const path = `/tenants/${id}/oauth-clients/${client.clientId}/secrets/${secrets[0].id}/rotate`;
    const { body: fresh } = await service.admin('POST', path, {});
    expect((await get(`/tenants/${id}/oauth-clients/${client.clientId}`)).secrets[0].replacedBy).toEqual({
      hint: fresh.hint,
      lastUsedAt: null,
    });
  });

  it('is found in the list of tenants', async () => {
    const list = async (query: string): Promise<any[]> => {
      const items: any[] = [];
      for (let after: string | null = ''; after !== null;) {
        const { items: some, nextCursor } = await get(`/tenants?search=listed&${query}${after}`);
        items.push(...some);
        after = nextCursor === null ? null : `&cursor=${nextCursor}`;
      }
      return items;
    };
    for (const days of [3, 40, 10, 50, 20]) await tenantThatEnds(service, days, `listed ${days}`);
    // It has used another code since.
    const superseded = await tenantThatEnds(service, 5, 'listed, superseded');
    await service.admin('POST', `/tenants/${superseded.id}/tokens`, {});
    const off = await tenantThatEnds(service, 5, 'listed, off');
    await service.admin('PUT', `/tenants/${off.id}/provisioning`, { enabled: false });
    const names = (found: any[]) => found.map((each) => each.name);
    for (const limit of [1, 2, 200]) {
      const found = await list(`only=ending&limit=${limit}`);
      expect([limit, names(found)]).toEqual([limit, ['listed 3', 'listed 10', 'listed 20']]);
    }
    const all = await list('');
    expect(all).toHaveLength(7);
    const soon = Date.parse(all.find((each) => each.name === 'listed 3').endsAt) - Date.now();
    expect(soon > 2 * DAY && soon <= 3 * DAY).toBe(true);
    expect(all.filter((each) => each.endsAt !== null)).toHaveLength(4);
    expect(names(await list('only=ending&sort=name&order=desc&limit=2'))).toEqual([
      'listed 3',
      'listed 20',
      'listed 10',
    ]);
  });
});
