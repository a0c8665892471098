import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestCounter } from '../../../src/activity/request-counter.js';
import { LogPurge } from '../../../src/provisioning-log/log-purge.js';
import { withChecksum } from '../../support/access-code.js';
import { insertRows } from '../../support/bulk-rows.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

const HOUR = 3_600_000;

onEveryDatabase('the status of a tenant', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  const statusOf = async ({ id }: TestTenant, from = service): Promise<any> => {
    const { status, body } = await from.admin('GET', `/tenants/${id}/status`);
    expect(status).toBe(200);
    return body;
  };
  const switchTo = (tenant: TestTenant, enabled: boolean) =>
    service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled });

  it('of one that never came is empty', async () => {
    const before = Date.now();
    const status = await statusOf(await service.createTenant());
    expect(status).toMatchObject({
      health: { state: 'never connected', summary: 'never connected' },
      lastRequestAt: null,
      lastTestConnectionAt: null,
      lastWriteAt: null,
      lastRefusedSignInAt: null,
      directory: { users: { active: 0, disabled: 0 }, groups: 0, memberships: 0 },
      failures: [],
    });
    expect(status.hours).toHaveLength(48);
    expect(
      status.hours.every((each: any) => each.probes + each.reads + each.writes + each.failed === 0),
    ).toBe(true);
    const times = status.hours.map(({ hour }: any) => new Date(hour).getTime());
    expect(times.slice(1).every((time: number, i: number) => time - times[i] === HOUR)).toBe(true);
    expect([before, Date.now()].map((time) => Math.floor(time / HOUR) * HOUR)).toContain(times.at(-1));
  });

  it.each<[string, (guid: string) => string, string, boolean]>([
    ['userName', (guid) => `userName eq "${guid}"`, '/Users', true],
    ['an e-mail', (guid) => `emails[type eq "work"].value eq "${guid}"`, '/Users', true],
    ['a group', (guid) => `displayName eq "${guid}"`, '/Groups', true],
    ['a capitalised name', (guid) => `UserName eq "${guid.toUpperCase()}"`, '/Users', true],
    ['a person who is not there', () => 'userName eq "lena@fabrikam.example"', '/Users', true],
    ['a team', () => 'displayName eq "Research and \\"Development\\""', '/Groups', true],
    ['a manager', (guid) => `id eq "${guid}" and manager eq "${guid}"`, '/Users', false],
    ['an id', (guid) => `id eq "${guid}"`, '/Users', false],
  ])('tells whether Test Connection was seen: a probe by %s', async (_title, filter, endpoint, isTest) => {
    const tenant = await service.createTenant();
    const started = Date.now();
    expect((await tenant.find(endpoint, filter(randomUUID()))).status).toBe(200);
    const { lastTestConnectionAt, lastRequestAt, lastWriteAt, health } = await statusOf(tenant);
    const seen = new Date(lastTestConnectionAt ?? 0).getTime();
    expect(seen >= started).toBe(isTest);
    expect(new Date(lastRequestAt).getTime()).toBeGreaterThanOrEqual(started);
    expect([lastWriteAt, health.summary]).toEqual([null, 'connected, nothing sent yet']);
  });

  it('does not take a value that is found for Test Connection', async () => {
    const tenant = await service.createTenant();
    const userName = randomUUID();
    await tenant.createUser({ userName });
    expect((await tenant.find('/Users', `userName eq "${userName}"`)).body.totalResults).toBe(1);
    expect((await statusOf(tenant)).lastTestConnectionAt).toBeNull();
  });

  it('counts requests by what they were and how they ended, in the present hour', async () => {
    const tenant = await service.createTenant();
    const user = await tenant.createUser({ userName: 'a@b.c' });
    await tenant.createUser({ active: false });
    await tenant.createGroup({ members: [{ value: user.id }] });
    await tenant.find('/Users', 'userName eq "a@b.c"');
    await tenant.get(`/Users/${user.id}`);
    await tenant.get('/Schemas');
    await tenant.get('/Users/none');
    await tenant.find('/Users', 'userName xx "a"');
    for (let i = 0; i < 3; i++) await tenant.post('/Users', { schemas: [USER], userName: 'A@b.c' });
    await tenant.post('/Groups', { schemas: [GROUP] });
    await tenant.delete('/Users/none');
    await tenant.with(withChecksum(`${tenant.accessCode.slice(0, 12)}_${'a'.repeat(43)}`)).get('/Users');
    const status = await statusOf(tenant);
    expect(status.directory).toEqual({
      users: { active: 1, disabled: 1 },
      groups: 1,
      memberships: 1,
      countedAt: expect.any(String),
    });
    expect(status.failures).toEqual([
      expect.objectContaining({ kind: 'write', reason: 'uniqueness', count: 3 }),
      expect.objectContaining({ kind: 'read', reason: '404', count: 1 }),
      expect.objectContaining({ kind: 'write', reason: '404', count: 1 }),
      expect.objectContaining({ kind: 'read', reason: 'invalidFilter', count: 1 }),
      expect.objectContaining({ kind: 'write', reason: 'invalidValue', count: 1 }),
      expect.objectContaining({ kind: 'sign-in', reason: 'wrong-secret', count: 1 }),
    ]);
    const inAll = (field: string) => status.hours.reduce((sum: number, each: any) => sum + each[field], 0);
    expect([inAll('probes'), inAll('reads'), inAll('writes'), inAll('failed')]).toEqual([1, 2, 3, 8]);
    expect(status.lastWriteAt).not.toBeNull();
    expect(status.lastRefusedSignInAt).not.toBeNull();
  });

  it('adds up what several processes saw, and keeps the latest of times', async () => {
    const tenant = await service.createTenant();
    const another = await service.startAnother();
    const there = tenant.with(tenant.accessCode, another);
    for (let round = 0; round < 5; round++) {
      await inParallel(10, () => tenant.get('/Users?count=0'));
      await inParallel(10, () => there.get('/Users?count=0'));
      const flush = ({ app }: TestService) => app.get(RequestCounter).flush();
      if (name === 'mysql') await Promise.all([service, another, service, another].map(flush));
      // In one thread, each would wait for the other's transaction until SQLite gives up.
      else for (const each of [service, another]) await flush(each);
    }
    const before = await statusOf(tenant);
    await there.createUser();
    // A graceful stop stores what was counted.
    await another.app.close();
    const after = await statusOf(tenant);
    expect(before.hours.reduce((sum: number, { reads }: any) => sum + reads, 0)).toBe(100);
    expect(after.hours.reduce((sum: number, { writes }: any) => sum + writes, 0)).toBe(1);
    expect(before.lastWriteAt).toBeNull();
    expect(after.lastWriteAt).not.toBeNull();
    expect(after.lastRequestAt > before.lastRequestAt).toBe(true);
  });

  it('keeps counts made while the database was unavailable', async () => {
    const tenant = await service.createTenant();
    const { storage } = service;
    const transaction = storage.transaction.bind(storage);
    const { DatabaseUnavailable } = await import('../../../src/persistence/database/database.js');
    await tenant.get('/Users?count=0');
    storage.transaction = () => Promise.reject(new DatabaseUnavailable(new Error('away')));
    await service.app.get(RequestCounter).flush();
    storage.transaction = transaction;
    await tenant.get('/Users?count=0');
    const { hours } = await statusOf(tenant);
    expect(hours.reduce((sum: number, { reads }: any) => sum + reads, 0)).toBe(2);
  });

  describe('judges health', () => {
    interface Seen {
      readonly requestAgo?: number;
      readonly refusedAgo?: number;
      readonly refusedReason?: string;
      readonly writes?: number;
      readonly failed?: number;
    }
    /** A tenant of which that was seen. */
    const tenantThat = async ({
      requestAgo,
      refusedAgo,
      refusedReason = '',
      writes = 0,
      failed = 0,
    }: Seen) => {
      const tenant = await service.createTenant();
      const now = Date.now();
      const at = (ago: number | undefined) => (ago === undefined ? 0 : now - ago);
      await insertRows(
        service.storage,
        'tenant_activity',
        ['tenant_id', 'last_request_at', 'last_write_at', 'last_test_at', 'refused_at', 'refused_reason'],
        [[tenant.id, at(requestAgo), at(requestAgo), 0, at(refusedAgo), refusedReason]],
      );
      const hour = now - (now % HOUR) - 5 * HOUR;
      await insertRows(
        service.storage,
        'request_counts',
        ['tenant_id', 'hour', 'kind', 'reason', 'requests'],
        [
          [tenant.id, hour, 'write', '', writes],
          [tenant.id, hour, 'write-failed', 'uniqueness', failed],
          // Too long ago to matter.
          [tenant.id, hour - 20 * HOUR, 'write-failed', 'mutability', 1_000_000],
        ],
      );
      return tenant;
    };

    it.each<[string, Seen, string]>([
      ['regular requests', { requestAgo: 60_000 }, 'healthy'],
      ['a cycle that is due', { requestAgo: 2.9 * HOUR }, 'healthy'],
      ['no request for long', { requestAgo: 3.2 * HOUR }, 'silent for 3 h'],
      ['no request for days', { requestAgo: 75 * HOUR }, 'silent for 3 d'],
      ['few failures', { requestAgo: 1, writes: 1, failed: 4 }, 'some writes refused: 4 of 5'],
      ['one failure', { requestAgo: 1, writes: 15, failed: 1 }, 'healthy'],
      [
        'many failures among more',
        { requestAgo: 1, writes: 60, failed: 40 },
        'some writes refused: 40 of 100',
      ],
      [
        'a share that Entra quarantines for',
        { requestAgo: 1, writes: 59, failed: 41 },
        'failing: 41 % of writes refused',
      ],
      ['nothing but failures', { requestAgo: 1, failed: 5 }, 'failing: 100 % of writes refused'],
      [
        'failures without end',
        { requestAgo: 1, writes: 180_000, failed: 20_000 },
        'failing: 10 % of writes refused',
      ],
      [
        'failures and then silence',
        { requestAgo: 9 * HOUR, failed: 100 },
        'failing: 100 % of writes refused',
      ],
      [
        'an expired code',
        { requestAgo: 5000, refusedAgo: 1000, refusedReason: 'expired' },
        'credentials refused',
      ],
      ['a code that never worked', { refusedAgo: 1000, refusedReason: 'revoked' }, 'credentials refused'],
      [
        'a code that works by now',
        { requestAgo: 1000, refusedAgo: 5000, refusedReason: 'expired' },
        'healthy',
      ],
      [
        'somebody who guesses',
        { requestAgo: HOUR / 2, refusedAgo: 10, refusedReason: 'wrong-secret' },
        'healthy',
      ],
      [
        'guesses and nothing else',
        { requestAgo: 2 * HOUR, refusedAgo: 10, refusedReason: 'wrong-secret' },
        'credentials refused',
      ],
      [
        'a switch that is on again',
        { requestAgo: 5000, refusedAgo: 10, refusedReason: 'switched-off' },
        'healthy',
      ],
    ])('by %s', async (_title, seen, summary) => {
      const { health } = await statusOf(await tenantThat(seen));
      expect(health.summary).toBe(summary);
      expect(summary.startsWith(health.state)).toBe(true);
      expect(health.reason).toMatch(/./);
    });

    it('by the switch before anything else', async () => {
      const tenant = await tenantThat({ requestAgo: 1, failed: 100 });
      await switchTo(tenant, false);
      expect((await statusOf(tenant)).health.state).toBe('switched off');
      await tenant.get('/Users');
      expect((await statusOf(tenant)).failures[0]).toMatchObject({ kind: 'write', count: 100 });
      expect((await statusOf(tenant)).failures).toContainEqual({
        kind: 'sign-in',
        reason: 'switched-off',
        meaning: 'Provisioning is switched off for this tenant',
        advice: 'Switch it on in Settings > Active Directory',
        count: 1,
      });
    });

    it('with the commonest reason and the rule of Entra', async () => {
      const { health } = await statusOf(await tenantThat({ requestAgo: 1, writes: 1, failed: 99 }));
      expect(health.reason).toMatch(
        /^99 of 100 writes failed in 24 hours\. Most often: Another user or group has this name already\. Entra quarantines/,
      );
    });
  });

  it('does not count a large directory for every look at it', async () => {
    const tenant = await service.createTenant();
    await tenant.createUser();
    const counts: string[] = [];
    service.storage.onStatement = (sql) => {
      if (/COUNT\(\*\)/.test(sql)) counts.push(sql);
    };
    const seen = await inParallel(10, () => statusOf(tenant));
    await statusOf(tenant);
    service.storage.onStatement = null;
    expect(counts).toHaveLength(2);
    expect(new Set(seen.map(({ directory }) => directory.countedAt)).size).toBe(1);
    for (const sql of counts) {
      const prefix = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN FORMAT=TREE';
      const plan = JSON.stringify(await service.storage.rows(`${prefix} ${sql}`, [tenant.id]));
      expect(plan).toMatch(/COVERING INDEX|Covering index/);
    }
  });

  it('keeps tenants apart, and is the business of admins', async () => {
    const [ours, theirs] = [await service.createTenant(), await service.createTenant()];
    await theirs.createUser();
    await theirs.delete('/Users/x');
    expect(await statusOf(ours)).toMatchObject({
      lastRequestAt: null,
      failures: [],
      directory: { groups: 0 },
    });
    const response = await fetch(`${service.url}/admin/v1/tenants/${ours.id}/status`, {
      headers: { authorization: `Bearer ${ours.accessCode}` },
    });
    expect(response.status).toBe(401);
    expectProblem(await service.admin('GET', '/tenants/nobody/status'), 404);
  });

  it('goes with its tenant, and old counters with the retention', async () => {
    const [tenant, other] = [await service.createTenant(), await service.createTenant()];
    await tenant.get('/Users');
    await statusOf(tenant);
    const old = Date.now() - 31 * 24 * HOUR;
    const columns = ['tenant_id', 'hour', 'kind', 'reason', 'requests'];
    const rows = [old, old + 2 * 24 * HOUR].map((hour) => [other.id, hour, 'read', '', 1]);
    await insertRows(service.storage, 'request_counts', columns, rows);
    await service.app.get(LogPurge).run();
    await switchTo(tenant, false);
    await service.admin('DELETE', `/tenants/${tenant.id}`);
    const left = async (table: string, { id }: TestTenant) =>
      (await service.storage.rows(`SELECT * FROM ${table} WHERE tenant_id = ?`, [id])).length;
    expect(await left('request_counts', other)).toBe(1);
    expect([await left('request_counts', tenant), await left('tenant_activity', tenant)]).toEqual([0, 0]);
  });
});
