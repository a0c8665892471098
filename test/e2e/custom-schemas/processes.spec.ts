import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';
const BADGE = { name: 'badge', type: 'string' };

/** How long a process may go by what it read before. */
const REMEMBERED_MS = 3500;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

onEveryDatabase('custom schemas in two processes', (name) => {
  let service: TestService;
  let second: TestService;
  let tenant: TestTenant;
  /** The same tenant, called through the other process. */
  let elsewhere: TestTenant;

  const register = (...attributes: object[]) =>
    service.admin('PUT', `/tenants/${tenant.id}/schemas/${EVENTS}`, { attributes });
  const unregister = () => service.admin('DELETE', `/tenants/${tenant.id}/schemas/${EVENTS}`);
  const remember = async () => expect((await elsewhere.get('/Users?count=0')).status).toBe(200);

  beforeAll(async () => {
    service = await TestService.start(name);
    second = await service.startAnother();
  });
  afterAll(async () => {
    await second.stop();
    await service.stop();
  });
  beforeEach(async () => {
    tenant = await service.createTenant();
    elsewhere = tenant.with(tenant.accessCode, second);
  });

  it('are known to the other within 5 seconds', async () => {
    await remember();
    await register(BADGE);
    await pause(REMEMBERED_MS);
    const user = await elsewhere.createUser({ [EVENTS]: { badge: 'B-1' } });
    expect(user[EVENTS]).toEqual({ badge: 'B-1' });
  });

  it('lose no value to one that has not heard of them', async () => {
    await remember();
    await register(BADGE);
    const user = await tenant.createUser({ [EVENTS]: { badge: 'B-1' } });
    for (const answer of [
      await elsewhere.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'title', value: 'Planner' }]),
      await elsewhere.put(`/Users/${user.id}`, { schemas: user.schemas, userName: user.userName }),
    ]) {
      expectRefusal(answer, { status: 503, detail: /schemas of the tenant have just been changed/ });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    expect((await elsewhere.get(`/Users/${user.id}`)).body).not.toHaveProperty(EVENTS);
    expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
  });

  it('lose no value of an attribute that one has not heard of', async () => {
    await register(BADGE);
    await remember();
    await register(BADGE, { name: 'team', type: 'string' });
    const user = await tenant.createUser({ [EVENTS]: { badge: 'B-1', team: 'Sound' } });
    const answer = await elsewhere.patch(`/Users/${user.id}`, [
      { op: 'replace', path: `${EVENTS}:badge`, value: 'B-2' },
    ]);
    expectRefusal(answer, { status: 503 });
    expect((await tenant.get(`/Users/${user.id}`)).body[EVENTS]).toEqual({ badge: 'B-1', team: 'Sound' });
  });

  it('are not written by one that has not heard of their end', async () => {
    await register(BADGE);
    await remember();
    expect((await unregister()).status).toBe(204);
    const userName = 'late@fabrikam.example';
    const answer = await elsewhere.post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      [EVENTS]: { badge: 'B-1' },
    });
    expectRefusal(answer, { status: 503 });
    expect((await tenant.find('/Users', `userName eq "${userName}"`)).body.totalResults).toBe(0);
  });

  it('are either deleted or used, whatever comes at the same time', async () => {
    const outcomes = new Set<number>();
    for (let round = 0; round < 12; round++) {
      await register(BADGE);
      await tenant.get('/Users?count=0');
      const write = (through: TestTenant) =>
        through.post('/Users', {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: crypto.randomUUID(),
          [EVENTS]: { badge: 'B-1' },
        });
      const writes = Array.from({ length: 6 }, (_, index) => write(index % 2 === 0 ? tenant : elsewhere));
      if (round % 2 === 0) await pause(round * 2);
      const { status } = await unregister();
      outcomes.add(status);
      const answers = await Promise.all(writes);
      expect(answers.map((answer) => answer.status).every((code) => [201, 503].includes(code))).toBe(true);
      const rows = await service.storage.rows<{ document: string }>(
        'SELECT document FROM users WHERE tenant_id = ?',
        [tenant.id],
      );
      const holding = rows.filter(({ document }) => document.includes(EVENTS));
      const kept = answers.filter(({ body }) => body[EVENTS] !== undefined);
      expect({ status, holding: holding.length > 0 }).toEqual({ status, holding: status === 409 });
      if (status === 204) expect(kept).toEqual([]);
      for (const { body } of answers) if (body.id !== undefined) await tenant.delete(`/Users/${body.id}`);
    }
    expect([...outcomes].every((status) => [204, 409].includes(status))).toBe(true);
  });

  it('go with their tenant', async () => {
    await register(BADGE);
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    expect((await service.admin('DELETE', `/tenants/${tenant.id}`)).status).toBe(204);
    const rows = await service.storage.rows('SELECT urn_key FROM tenant_schemas WHERE tenant_id = ?', [
      tenant.id,
    ]);
    expect(rows).toEqual([]);
  });
});
