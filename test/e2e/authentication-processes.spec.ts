import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

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

  /** Until the other process refuses; the code is in use there all the while. */
  const secondsUntil = async (status: number, tenant: TestTenant): Promise<number> => {
    const started = Date.now();
    for (;;) {
      const answer = await tenant.get('/Users?count=0');
      const seconds = (Date.now() - started) / 1000;
      if (answer.status === status || seconds > 10) return seconds;
      expect(answer.status).toBe(200);
      await sleep(50);
    }
  };

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
    const seconds = cases.map(async ([status, change]) => {
      const tenant = await service.createTenant();
      const there = tenant.with(tenant.accessCode, other);
      expect([(await tenant.get('/Users')).status, (await there.get('/Users')).status]).toEqual([200, 200]);
      await change(tenant.id);
      expect((await tenant.get('/Users')).status).toBe(status);
      return secondsUntil(status, there);
    });
    expect(Math.max(...(await Promise.all(seconds)))).toBeLessThan(5);
  });

  it('takes a code that the first has just issued, and one tenant that it has just switched on', async () => {
    const tenant = await service.createTenant();
    const { body } = await service.admin('POST', `/tenants/${tenant.id}/tokens`, {});
    expect((await tenant.with(body.accessCode, other).get('/Users')).status).toBe(200);
    expect((await tenant.with(tenant.accessCode, other).get('/Users')).status).toBe(200);
  });
});
