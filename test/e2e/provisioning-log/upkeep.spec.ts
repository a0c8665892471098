import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestCounter } from '../../../src/activity/request-counter.js';
import { idsFrom } from '../../../src/provisioning-log/id-time.js';
import { LogPurge } from '../../../src/provisioning-log/log-purge.js';
import { insertLogRows } from '../../support/bulk-log.js';
import { onEveryDatabase } from '../../support/databases.js';
import { logOf } from '../../support/log.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { tableNames } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, USER } from '../../support/tenant.js';

const DAY = 86_400_000;

onEveryDatabase('the provisioning log', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name, { LOG_RETENTION_DAYS: '7' });
  });
  afterAll(() => service.stop());

  describe('keeps', () => {
    it('what is younger than LOG_RETENTION_DAYS, of every tenant, and nothing else', async () => {
      const tenants = [await service.createTenant('One'), await service.createTenant('Two')];
      const old = Date.now() - 7 * DAY;
      for (const { id } of tenants) {
        await insertLogRows(service.storage, id, 1300, () => ({}), old);
        await insertLogRows(service.storage, id, 20, () => ({}), old + DAY);
      }
      const sizes: number[] = [];
      const { storage } = service;
      const transaction = storage.transaction.bind(storage);
      storage.transaction = async (work) => {
        const result = await transaction(work);
        if (typeof result === 'number') sizes.push(result);
        return result;
      };
      const removed = await service.app.get(LogPurge).run();
      storage.transaction = transaction;
      expect(removed).toBe(2600);
      // In small batches: none holds others up.
      expect(sizes.filter((size) => size > 1)).toEqual([500, 500, 300, 500, 500, 300]);
      for (const tenant of tenants) expect(await logOf(tenant)).toHaveLength(20);
    });

    it('its peace: of several processes one purges at a time', async () => {
      const tenant = await service.createTenant('Purged once');
      const another = await service.startAnother({ LOG_RETENTION_DAYS: '7' });
      await insertLogRows(service.storage, tenant.id, 900, () => ({}), Date.now() - 8 * DAY);
      const later = Date.now() + 3_600_000;
      const runs = await Promise.all(
        [service, another, service, another].map(({ app }) => app.get(LogPurge).run(later)),
      );
      await another.app.close();
      expect(runs.sort()).toEqual([0, 0, 0, 900]);
      expect(await logOf(tenant)).toEqual([]);
    });

    it('to the key of the tenant in what it deletes', async () => {
      const tenant = await service.createTenant('Explained');
      await insertLogRows(service.storage, tenant.id, 5000);
      if (name === 'mysql') await service.storage.rows('ANALYZE TABLE provisioning_log');
      const prefix = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN FORMAT=TRADITIONAL';
      const plan = await service.storage.rows<Record<string, unknown>>(
        `${prefix} DELETE FROM provisioning_log WHERE tenant_id = ? AND id < ? LIMIT 500`,
        [tenant.id, idsFrom(Date.now() - DAY)],
      );
      if (name === 'sqlite') {
        expect(JSON.stringify(plan)).toMatch(
          /SEARCH .*sqlite_autoindex_provisioning_log_1 \(tenant_id=\? AND id<\?\)/,
        );
      } else {
        expect(plan[0]).toMatchObject({ type: 'range', key: 'PRIMARY' });
      }
    });
  });

  it('goes with its tenant, entries of refused requests among it', async () => {
    const tenant = await service.createTenant('Doomed');
    await tenant.createUser();
    await tenant.delete('/Users/x');
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    await tenant.get('/Users');
    await logOf(tenant);
    // What is counted still would be stored a moment later.
    await service.app.get(RequestCounter).flush();
    expect((await service.admin('DELETE', `/tenants/${tenant.id}`)).status).toBe(204);
    // What admins did is told for good.
    const tables = (await tableNames(service.storage)).filter((table) => table !== 'audit_log');
    for (const table of tables) {
      const rows = await service.storage.rows<{ tenant_id?: string }>(`SELECT * FROM \`${table}\``);
      expect([table, rows.filter((row) => row.tenant_id === tenant.id)]).toEqual([table, []]);
    }
  });

  it('has exactly one entry for each write that was acknowledged, whatever was tried again', async () => {
    const tenant = await service.createTenant('Parallel');
    const users = await inParallel(12, () => tenant.createUser());
    const groups = await inParallel(3, () => tenant.createGroup());
    const before = (await logOf(tenant)).length;
    const { storage } = service;
    let attempts = 0;
    storage.onStatement = (sql) => (attempts += /INTO provisioning_log/.test(sql) ? 1 : 0);
    // Opposite orders, and deletions in between: they lock each other out.
    const answers = await inParallel(240, (i) => {
      const group = groups[i % 3];
      const ids = [users[i % 12], users[(i * 5 + 3) % 12], users[(i * 7 + 1) % 12]].map(({ id }) => ({
        value: id,
      }));
      if (i % 4 === 0)
        return tenant.patch(`/Groups/${group.id}`, [{ op: 'Remove', path: 'members', value: ids }]);
      if (i % 4 === 1) {
        return tenant.put(`/Users/${users[i % 12].id}`, {
          schemas: [USER],
          userName: users[i % 12].userName,
          title: `${i}`,
        });
      }
      if (i % 12 === 2) return tenant.delete(`/Users/${users[((i / 12) % 2) | 0].id}`);
      const value = i % 8 === 3 ? ids : [...ids].reverse();
      return tenant.patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value }]);
    });
    storage.onStatement = null;
    const entries = (await logOf(tenant)).slice(0, -before);
    const requests = answers.map(({ headers, status }) => `${headers.get('x-request-id')} ${status}`);
    expect(entries.map(({ requestId, status }) => `${requestId} ${status}`).sort()).toEqual(requests.sort());
    const outcomes = tally(answers.map(({ status }) => (status < 300 ? 'done' : 'refused')));
    expect(outcomes.done).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(0);
    // What changed nothing is written later, many at once.
    const changing = entries.filter(
      ({ changes, addedMembers, removedMembers }) => changes.length > 0 || addedMembers || removedMembers,
    );
    expect(changing.length).toBeGreaterThan(50);
    expect(attempts).toBeGreaterThanOrEqual(changing.length);
  });

  it('has none for a write whose transaction was rolled back, and one when it was then repeated', async () => {
    const tenant = await service.createTenant('Rolled back');
    const { storage } = service;
    const transaction = storage.transaction.bind(storage);
    const together = storage.groupCommit.bind(storage);
    // What joins no other goes on in a transaction of its own.
    storage.groupCommit = () => Promise.resolve(null);
    let failures = 0;
    storage.transaction = async (work) => {
      await transaction(async (tx) => {
        await work(tx);
        failures++;
        throw new Error('lost just before the commit');
      }).catch(() => undefined);
      return transaction(work);
    };
    const user = await tenant.createUser();
    storage.transaction = transaction;
    storage.groupCommit = together;
    expect(failures).toBeGreaterThan(0);
    expect((await logOf(tenant)).map(({ action, resource }) => [action, resource.id])).toEqual([
      ['create', user.id],
    ]);
  });

  it('is not filled by one who sends refused requests without end', async () => {
    const tenant = await service.createTenant('Flooded');
    const other = await service.createTenant('Beside');
    const REFUSED = 8000;
    let sent = 0;
    await inParallel(40, async () => {
      while (sent < REFUSED) {
        sent++;
        await tenant.delete(`/Users/x${sent}`);
      }
    });
    await other.delete('/Users/x');
    expect((await logOf(other)).map(({ action }) => action)).toEqual(['delete']);
    const [{ count } = { count: 0 }] = await service.storage.rows<{ count: number }>(
      'SELECT COUNT(*) AS count FROM provisioning_log WHERE tenant_id = ?',
      [tenant.id],
    );
    expect(Number(count)).toBeGreaterThanOrEqual(5000);
    expect(Number(count)).toBeLessThan(5100);
  }, 120_000);

  it('of sign-ins takes the first hundred, and then a few a minute', async () => {
    const tenant = await service.createTenant('Knocking');
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    const another = await service.startAnother();
    const there = tenant.with(tenant.accessCode, another);
    for (let i = 0; i < 130; i++) expect((await there.get('/Users')).status).toBe(403);
    // A graceful stop writes what waits, and sums up what was left out.
    await another.app.close();
    const entries = await logOf(tenant);
    const counts = tally(entries.map(({ action }) => action as string));
    expect(counts['sign-in']).toBeGreaterThanOrEqual(100);
    expect(counts['sign-in']).toBeLessThan(110);
    const summed = entries.filter(({ action }) => action === 'left-out');
    expect(summed.length).toBeGreaterThanOrEqual(1);
    const leftOut = summed.reduce((sum, entry) => sum + (entry.leftOut as number), 0);
    expect(leftOut + (counts['sign-in'] ?? 0)).toBe(130);
    for (const entry of summed) expect(entry.detail).toMatch(/counted and not logged/);
  });

  it.each([
    `it's "quoted" \\' OR 1=1; DROP TABLE provisioning_log; --`,
    'what? and ?? and :named',
    'line\nbreak\r\ttab',
    '\u{1f600} 日本語 é \u202e',
    '/* comment */ # -- \\\\',
    '%_%',
    '0x41',
    "_utf8mb4 X'41'",
    '',
  ])('takes texts for texts: %j', async (text) => {
    const tenant = await service.createTenant('Texts');
    const displayName = `x${text}`;
    const group = await tenant.createGroup({ displayName, externalId: displayName });
    await tenant.put(`/Groups/${group.id}`, { schemas: [GROUP], displayName: `${displayName}y` });
    await tenant.delete(`/Groups/${group.id}`);
    const entries = await logOf(tenant);
    expect(entries.map(({ resource }) => resource.name)).toEqual([
      `${displayName}y`,
      `${displayName}y`,
      displayName,
    ]);
    expect(entries[1].changes).toEqual([
      { attribute: 'externalId', old: displayName, new: null },
      { attribute: 'displayName', old: displayName, new: `${displayName}y` },
    ]);
    expect(await logOf(tenant, `resource=${encodeURIComponent(`${displayName}y`)}`)).toHaveLength(3);
  });

  it('keeps to the size of its columns, whatever is sent', async () => {
    const tenant = await service.createTenant('Huge');
    const long = '\u{1f600}'.repeat(5000);
    const user = await tenant.createUser({ userName: '\u{1f600}'.repeat(255), nickName: long });
    const many = Array.from({ length: 300 }, (_, i) => ({ type: `t${i}`, value: long.slice(0, 280) }));
    await tenant.patch(`/Users/${user.id}`, [
      { op: 'add', path: 'emails', value: many },
      { op: 'add', path: `${ENTERPRISE}:department`, value: long },
    ]);
    await tenant.post('/Users', { schemas: [USER], userName: long, externalId: long, active: long });
    await tenant.delete(`/Users/${encodeURIComponent(long.slice(0, 2000))}`);
    await tenant.patch(`/Groups/${user.id}`, [
      { op: 'Remove', path: 'members', value: [{ value: long }, { value: '\u{1f600}' }] },
    ]);
    await tenant.delete('/Users/%00', { 'x-request-id': 'x'.repeat(64) });
    const entries = await logOf(tenant);
    expect(entries.map(({ action, status }) => [action, status]).reverse()).toEqual([
      ['create', 201],
      ['update', 200],
      ['create', 400],
      ['delete', 404],
      ['remove-member', 404],
      ['delete', 404],
    ]);
    const [, update] = [...entries].reverse();
    expect(update.changes).toHaveLength(40);
    expect(update.omittedChanges).toBe(261);
    for (const { old, new: now } of update.changes) {
      expect(old).toBeNull();
      expect(String(now).length).toBeLessThan(260);
    }
    expect(JSON.stringify(entries)).not.toMatch(/\\ud[89a-f]/);
    expect(JSON.stringify(entries).length).toBeLessThan(60_000);
  });
});
