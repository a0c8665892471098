import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { lastTaken } from '../../support/last-taken.js';
import { TestService } from '../../support/service.js';

onEveryDatabase('a second process', (name) => {
  let service: TestService;
  let other: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
  });
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  it('refuses within 5 seconds what the first has revoked, switched off or deleted', async () => {
    const switchOff = (id: string) => service.admin('PUT', `/tenants/${id}/provisioning`, { enabled: false });
    const cases: [number, (id: string) => Promise<unknown>][] = [
      [
        401,
        async (id) => {
          const { body } = await service.admin('GET', `/tenants/${id}/tokens`);
          await service.admin('DELETE', `/tenants/${id}/tokens/${body.items[0].id}`);
        },
      ],
      [403, switchOff],
      [
        401,
        async (id) => {
          await switchOff(id);
          await service.admin('DELETE', `/tenants/${id}`);
        },
      ],
    ];
    const taken = cases.map(async ([status, change]) => {
      const tenant = await service.createTenant();
      const there = tenant.with(tenant.accessCode, other);
      expect([(await tenant.get('/Users')).status, (await there.get('/Users')).status]).toEqual([200, 200]);
      await change(tenant.id);
      expect((await tenant.get('/Users')).status).toBe(status);
      // The code is in use there all the while.
      return lastTaken(async () => (await there.get('/Users?count=0')).status);
    });
    for (const [n, { status, seconds }] of (await Promise.all(taken)).entries()) {
      expect(status).toBe(cases[n]?.[0]);
      expect(seconds).toBeLessThan(5);
    }
  });

  it('takes a code that the first has just issued, and one tenant that it has just switched on', async () => {
    const tenant = await service.createTenant();
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    expect((await tenant.with(body.accessCode, other).get('/Users')).status).toBe(200);
    expect((await tenant.with(tenant.accessCode, other).get('/Users')).status).toBe(200);
  });
});
