import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { LogPurge } from '../../../src/provisioning-log/log-purge.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';

const HOUR = 3_600_000;
/** A clock may step back by so much without the order of ids changing. */
const TOLERANCE = 1100;

onEveryDatabase('a clock that was 30 hours fast and is set right', (name) => {
  let service: TestService;
  beforeAll(async () => (service = await TestService.start(name)));
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => service.stop());

  const whileFast = async (work: () => Promise<unknown>) => {
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + 30 * HOUR);
    await work().finally(() => jest.restoreAllMocks());
  };

  it('leaves nothing in the status of a tenant that is still to come', async () => {
    const tenant = await service.createTenant();
    const status = async (): Promise<any> =>
      (await service.admin('GET', `/tenants/${tenant.id}/status`)).body;
    await whileFast(async () => {
      await tenant.createUser();
      await status();
    });
    const before = Date.now();
    expect(Date.parse((await status()).lastRequestAt)).toBeLessThanOrEqual(Date.now());
    await tenant.createUser();
    const after = await status();
    for (const field of ['lastRequestAt', 'lastWriteAt']) {
      const time = Date.parse(after[field]);
      expect([field, time >= before && time <= Date.now()]).toEqual([field, true]);
    }
    expect(after.health.state).toBe('healthy');
    expect(after.hours.at(-1).writes).toBe(1);
    // What is stored is set right too, not only what is shown.
    const [row] = await service.storage.rows<{ at: number }>(
      'SELECT last_write_at AS at FROM tenant_activity WHERE tenant_id = ?',
      [tenant.id],
    );
    expect(Number(row?.at)).toBeLessThanOrEqual(Date.now());
  });

  it('has entries of the provisioning log tell the time that it has then', async () => {
    const tenant = await service.createTenant();
    await whileFast(() => tenant.createUser());
    const before = Date.now();
    const user = await tenant.createUser();
    const { body } = await service.admin('GET', `/tenants/${tenant.id}/provisioning-log?resource=${user.id}`);
    expect(body.items).toHaveLength(1);
    const time = Date.parse(body.items[0].time);
    expect(time).toBeGreaterThanOrEqual(before - TOLERANCE);
    expect(time).toBeLessThanOrEqual(Date.now() + TOLERANCE);
  });

  it('lets purges take their turn again', async () => {
    const turns: number[] = [];
    class Purge extends LogPurge {
      protected override purge(now: number): Promise<number> {
        turns.push(now);
        return Promise.resolve(0);
      }
    }
    const purge = new Purge(service.storage, null as never, 30, () => undefined);
    await whileFast(() => purge.run());
    await purge.run();
    await purge.run();
    expect(turns).toHaveLength(2);
  });
});
