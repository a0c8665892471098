import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { forgetCredentials } from '../../support/forget-credentials.js';
import { inParallel, tally } from '../../support/parallel.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { USER, type Answer, type TestTenant } from '../../support/tenant.js';

const EVENTS = 'urn:ietf:params:scim:schemas:extension:events:2.0:User';
const BADGE = { name: 'badge', type: 'string' };

/** The race is run until each side has won once. */
const MOST_ROUNDS = 120;

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

  it('are known to the other once it looks again', async () => {
    await remember();
    await register(BADGE);
    expect((await elsewhere.get(`/Schemas/${EVENTS}`)).status).toBe(404);
    forgetCredentials(second);
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
      schemas: [USER],
      userName,
      [EVENTS]: { badge: 'B-1' },
    });
    expectRefusal(answer, { status: 503 });
    expect((await tenant.find('/Users', `userName eq "${userName}"`)).body.totalResults).toBe(0);
  });

  describe('are either deleted or used', () => {
    /** Six users with a value, sent by turns through both processes. */
    const writeSix = () =>
      inParallel(6, (index) =>
        (index % 2 === 0 ? tenant : elsewhere).post('/Users', {
          schemas: [USER],
          userName: crypto.randomUUID(),
          [EVENTS]: { badge: 'B-1' },
        }),
      );
    const statusesOf = (answers: readonly Answer[]) => tally(answers.map(({ status }) => status));
    const countStored = async (): Promise<number> => {
      const rows = await service.storage.rows<{ document: string }>(
        'SELECT document FROM users WHERE tenant_id = ?',
        [tenant.id],
      );
      return rows.filter(({ document }) => document.includes(EVENTS)).length;
    };

    it('when the deletion comes first: values are ignored here and refused there', async () => {
      await register(BADGE);
      await remember();
      expect((await unregister()).status).toBe(204);
      const answers = await writeSix();
      expect(statusesOf(answers)).toEqual({ 201: 3, 503: 3 });
      expect(answers.filter(({ body }) => body[EVENTS] !== undefined)).toEqual([]);
      expect(await countStored()).toBe(0);
    });

    it('when the values come first: the deletion is refused', async () => {
      await register(BADGE);
      expect(statusesOf(await writeSix())).toEqual({ 201: 6 });
      expect(await countStored()).toBe(6);
      expect((await unregister()).status).toBe(409);
    });

    it('when both come at the same time, whichever wins', async () => {
      const seen = new Set<number>();
      for (let round = 0; round < MOST_ROUNDS && seen.size < 2; round++) {
        await register(BADGE);
        await tenant.get('/Users?count=0');
        const [later, sooner] = [sleep(Math.floor(round / 2) % 12), Promise.resolve()];
        const [answers, { status }] = await Promise.all([
          (round % 2 === 0 ? later : sooner).then(writeSix),
          (round % 2 === 0 ? sooner : later).then(unregister),
        ]);
        const { 201: created = 0, 503: refused = 0 } = statusesOf(answers);
        expect(created + refused).toBe(6);
        const kept = answers.filter(({ body }) => body[EVENTS] !== undefined).length;
        expect(await countStored()).toBe(kept);
        expect({ round, status }).toEqual({ round, status: kept > 0 ? 409 : 204 });
        seen.add(status);
        for (const { body } of answers) if (body.id !== undefined) await tenant.delete(`/Users/${body.id}`);
      }
      expect([...seen].sort()).toEqual([204, 409]);
    });
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
