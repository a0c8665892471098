import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DomainRounds } from '../../../src/all-tenants/domain-rounds.js';
import { insertUsers } from '../../support/many-users.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

onEveryDatabase('tenants by the domains of their people', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  const found = async (search: string): Promise<string[]> => {
    const { status, body } = await service.admin('GET', `/tenants?search=${encodeURIComponent(search)}`);
    expect(status).toBe(200);
    return body.items.map((each: any) => each.name);
  };
  /** Looks at what is due; the list stores first what has been counted. */
  const round = async (now = Date.now()): Promise<number> => {
    await service.admin('GET', '/tenants?limit=1');
    return service.app.get(DomainRounds).round(now);
  };
  const domainsOf = async (tenantId: string): Promise<string[]> => {
    const rows = await service.storage.rows<{ domain: string }>(
      'SELECT domain FROM tenant_domains WHERE tenant_id = ? ORDER BY domain',
      [tenantId],
    );
    return rows.map(({ domain }) => domain);
  };

  it('are found by that of a user name, an address or a contact', async () => {
    const tenant = await service.createTenant('First');
    await service.createTenant('Second');
    await tenant.createUser({
      userName: 'Lena.Vos@Contoso.com',
      emails: [{ type: 'work', value: 'lena@mail.contoso.example' }],
    });
    await tenant.createUser({ userName: 'no-domain' });
    await tenant.createUser({ userName: 'ext_fabrikam.com#EXT#@bäcker.onmicrosoft.com' });
    const addresses = ['desk@helpdesk.example'];
    await service.admin('PUT', `/tenants/${tenant.id}/contacts`, { addresses });
    expect(await found('contoso.com')).toEqual([]);
    await round();
    for (const text of [
      'contoso.com',
      'CONTOSO.COM',
      '@contoso.com',
      'somebody.else@contoso.com',
      'mail.contoso.example',
      'BÄCKER.onmicrosoft.com',
      'ba\u0308cker.onmicrosoft.com',
      'helpdesk.example',
    ]) {
      expect([text, await found(text)]).toEqual([text, ['First']]);
    }
    // A domain is found as a whole.
    for (const text of ['ontoso.com', 'contoso', 'com', 'contoso.example', 'no-domain', '.com', '@']) {
      expect([text, await found(text)]).toEqual([text, []]);
    }
    const { body } = await service.admin('GET', '/search?q=contoso.com');
    expect(body.tenants.map((each: any) => each.name)).toEqual(['First']);
  });

  it('are looked at again once something was written, and not more often than every 10 minutes', async () => {
    const tenant = await service.createTenant('Moving');
    const { id } = await tenant.createUser({ userName: 'a@before.example' });
    const start = Date.now();
    while ((await round(start)) > 0);
    expect(await domainsOf(tenant.id)).toEqual(['before.example']);
    await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: 'a@after.example' }]);
    expect(await round(start + 9 * MINUTE)).toBe(0);
    expect(await found('after.example')).toEqual([]);
    expect(await round(start + 11 * MINUTE)).toBe(1);
    expect([await found('before.example'), await found('after.example')]).toEqual([[], ['Moving']]);
    expect(await round(start + 30 * MINUTE)).toBe(0);
    // What has gone without a write is forgotten within a day.
    await service.storage.transaction((tx) => tx.run('DELETE FROM users WHERE tenant_id = ?', [tenant.id]));
    await round(start + 11 * MINUTE + DAY + 1000);
    expect(await domainsOf(tenant.id)).toEqual([]);
  });

  it('are the 20 that most people have', async () => {
    const tenant = await service.createTenant('Many');
    // The domain d5 has 5 people, d30 has 30.
    const names = Array.from({ length: 31 }, (_, i) =>
      Array.from({ length: i }, (_each, person) => `p${person}@d${i}.example`),
    ).flat();
    await insertUsers(service.storage, tenant.id, names.length, {
      userName: (i) => names[i] ?? '',
      values: () => [],
      document: (id, i) => ({ schemas: [], id, userName: names[i] }),
    });
    await round(Date.now() + DAY);
    expect((await domainsOf(tenant.id)).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `d${i + 11}.example`).sort(),
    );
  });

  it('are forgotten with the tenant', async () => {
    const tenant = await service.createTenant('Gone');
    await tenant.createUser({ userName: 'a@gone.example' });
    await round(Date.now() + 3 * DAY);
    expect(await domainsOf(tenant.id)).toEqual(['gone.example']);
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', `/tenants/${tenant.id}`)).status).toBe(204);
    expect(await found('gone.example')).toEqual([]);
  });
});
