import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonSessions } from '../../../src/sessions/person-sessions.service.js';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import { ENTERPRISE, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

onEveryDatabase('the sessions of a person', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let sessions: PersonSessions;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    sessions = service.app.get(PersonSessions);
  });
  afterAll(() => service.stop());

  const tryToOpen = (userId: string, of = tenant, endsBy: number | null = null) =>
    sessions.open({
      tenantId: of.id,
      userId,
      address: '192.0.2.7',
      userAgent: 'Browser',
      entraSession: 's',
      entraSubject: 'p',
      endsBy,
    });

  const open = async (userId: string, of = tenant, endsBy: number | null = null) => {
    const opened = await tryToOpen(userId, of, endsBy);
    if (typeof opened === 'string') throw new Error(opened);
    return opened;
  };

  const stored = (userId: string) =>
    service.storage.rows<{ hint: string; createdAt: number; lastUsedAt: number; endsAt: number }>(
      `SELECT hint, created_at AS createdAt, last_used_at AS lastUsedAt, ends_at AS endsAt
       FROM person_sessions WHERE user_id = ?`,
      [userId],
    );

  const set = (column: string, hint: string, shift: number) =>
    service.storage.transaction((tx) =>
      tx.run(`UPDATE person_sessions SET ${column} = ${column} + ? WHERE hint = ?`, [shift, hint]),
    );

  it('begin with a secret of which only the hash is stored, and are found by it', async () => {
    const user = await tenant.createUser();
    const { secret, hint } = await open(user.id);
    expect(secret).toMatch(/^idp_\w{8}_\w{49}$/);
    expect(await sessions.find(secret)).toMatchObject({
      hint,
      tenantId: tenant.id,
      tenantName: 'Fabrikam',
      userId: user.id,
      userName: user.userName,
      address: '192.0.2.7',
      userAgent: 'Browser',
    });
    const forged = (await open(user.id)).secret;
    expect(await sessions.find(hint + forged.slice(12))).toEqual({ reason: 'checksum' });
    await service.storage.transaction((tx) =>
      tx.run('UPDATE person_sessions SET sha256 = ? WHERE hint = ?', ['0'.repeat(64), hint]),
    );
    expect(await sessions.find(secret)).toEqual({ reason: 'wrong-secret', hint, tenantId: tenant.id });
  });

  it('last 12 hours, 30 minutes without use, or as long as the identity provider says', async () => {
    const user = await tenant.createUser();
    const [whole, idle, short] = [
      await open(user.id),
      await open(user.id),
      await open(user.id, tenant, Date.now() + HOUR),
    ];
    const rows = new Map((await stored(user.id)).map((row) => [row.hint, row]));
    const lifeOf = ({ hint }: { hint: string }) => {
      const row = rows.get(hint);
      return Number(row?.endsAt) - Number(row?.createdAt);
    };
    expect(lifeOf(whole)).toBe(12 * HOUR);
    expect(lifeOf(short)).toBeLessThanOrEqual(HOUR);
    await set('ends_at', whole.hint, -12 * HOUR);
    expect(await sessions.find(whole.secret)).toMatchObject({ reason: 'expired' });
    await set('last_used_at', idle.hint, -30 * MINUTE);
    expect(await sessions.find(idle.secret)).toMatchObject({ reason: 'expired' });
    expect((await sessions.list(tenant.id, user.id)).map(({ hint }) => hint)).toEqual([short.hint]);
  });

  it('are prolonged by use, which is written at most once a minute', async () => {
    const user = await tenant.createUser();
    const { secret, hint } = await open(user.id);
    const find = (isUse: boolean) =>
      statementsSentBy(service.storage, async () => {
        expect(await sessions.find(secret, isUse)).toMatchObject({ hint });
      });
    expect(await find(true)).toHaveLength(1);
    await set('last_used_at', hint, -20 * MINUTE);
    expect(await find(false)).toHaveLength(1);
    expect(await find(true)).toHaveLength(2);
    const [row] = await stored(user.id);
    expect(Number(row?.lastUsedAt)).toBeGreaterThanOrEqual(Number(row?.createdAt));
  });

  it('are at most 20: a further one ends the oldest', async () => {
    const user = await tenant.createUser();
    const opened = [];
    for (let count = 0; count < 21; count++) {
      const session = await open(user.id);
      await set('created_at', session.hint, count - 1000);
      opened.push(session);
    }
    expect(await stored(user.id)).toHaveLength(20);
    expect(await sessions.find(opened[0]?.secret ?? '')).toMatchObject({ reason: 'unknown' });
    expect(await sessions.find(opened[1]?.secret ?? '')).toMatchObject({ userId: user.id });
  });

  it('begin for the user as it was recognised only', async () => {
    const { id } = await tenant.createUser();
    const openFor = (userVersion: number) =>
      sessions.open({
        ...{ tenantId: tenant.id, userId: id, userVersion, address: '192.0.2.7', userAgent: null },
        ...{ entraSession: null, entraSubject: null, endsBy: null },
      });
    expect(await openFor(1)).toMatchObject({ hint: expect.any(String) });
    await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'T' }]);
    expect(await openFor(1)).toBe('changed');
    expect(await openFor(2)).toMatchObject({ hint: expect.any(String) });
  });

  const bulk = (operation: object) =>
    tenant.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [operation],
    });

  describe('end with', () => {
    it.each<[string, (user: any) => Promise<{ status: number }>]>([
      [
        'a PATCH in the older grammar',
        ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
      ],
      [
        'a PATCH in the newer grammar',
        ({ id }) => tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
      ],
      [
        'a PATCH that renames too',
        ({ id }) =>
          tenant.patch(`/Users/${id}`, [{ op: 'replace', value: { userName: `${id}@x`, active: false } }]),
      ],
      [
        'a PUT',
        ({ id, userName }) => tenant.put(`/Users/${id}`, { schemas: [USER], userName, active: false }),
      ],
      ['a DELETE', ({ id }) => tenant.delete(`/Users/${id}`)],
      [
        'a PATCH in a Bulk',
        ({ id }) =>
          bulk({
            method: 'PATCH',
            path: `/Users/${id}`,
            data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] },
          }),
      ],
      [
        'a PUT in a Bulk',
        ({ id, userName }) =>
          bulk({
            method: 'PUT',
            path: `/Users/${id}`,
            data: { schemas: [USER], userName, active: false },
          }),
      ],
      ['a DELETE in a Bulk', ({ id }) => bulk({ method: 'DELETE', path: `/Users/${id}` })],
    ])('%s, and nobody else is signed out', async (_way, end) => {
      const [user, other] = [await tenant.createUser(), await tenant.createUser()];
      const session = await open(user.id);
      const another = await open(other.id);
      expect((await end(user)).status).toBeLessThan(300);
      expect(await stored(user.id)).toEqual([]);
      expect(await sessions.find(session.secret)).toMatchObject({ reason: 'unknown' });
      expect(await sessions.find(another.secret)).toMatchObject({ userId: other.id });
      expect(await tryToOpen(user.id)).toMatch(/^(?:disabled|no-user)$/);
    });

    it('the tenant that is switched off, and do not come back with it', async () => {
      const left = await service.createTenant();
      const user = await left.createUser();
      const { secret } = await open(user.id, left);
      await service.admin('PUT', `/tenants/${left.id}/provisioning`, { enabled: false });
      expect(await stored(user.id)).toEqual([]);
      expect(await tryToOpen(user.id, left)).toBe('switched-off');
      await service.admin('PUT', `/tenants/${left.id}/provisioning`, { enabled: true });
      expect(await sessions.find(secret)).toMatchObject({ reason: 'unknown' });
      await open(user.id, left);
      await service.admin('PUT', `/tenants/${left.id}/provisioning`, { enabled: false });
      expect((await service.admin('DELETE', `/tenants/${left.id}`)).status).toBe(204);
      expect(await stored(user.id)).toEqual([]);
    });

    it('the Entra tenant of a tenant, when it gets another', async () => {
      const moved = await service.createTenant();
      const user = await moved.createUser();
      await open(user.id, moved);
      await service.admin('PATCH', `/tenants/${moved.id}`, { name: 'Renamed' });
      expect(await stored(user.id)).toHaveLength(1);
      await service.admin('PATCH', `/tenants/${moved.id}`, { entraTenantId: crypto.randomUUID() });
      expect(await stored(user.id)).toEqual([]);
    });

    it('the person everywhere at once, or one by one', async () => {
      const user = await tenant.createUser();
      const [first, second] = [await open(user.id), await open(user.id), await open(user.id)];
      await sessions.end(first.hint);
      expect(await sessions.find(first.secret)).toMatchObject({ reason: 'unknown' });
      expect(await sessions.find(second.secret)).toMatchObject({ userId: user.id });
      await sessions.endOfUser(tenant.id, user.id);
      expect(await stored(user.id)).toEqual([]);
    });
  });

  it('cost a write that ends nobody no statement', async () => {
    const user = await tenant.createUser();
    const group = await tenant.createGroup();
    await open(user.id);
    const { userName } = user;
    const taken = { schemas: [USER], userName, active: false };
    const sent = await statementsSentBy(service.storage, async () => {
      await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', value: { title: 'T', active: true } }]);
      await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', value: { userName: `new-${userName}` } }]);
      await tenant.put(`/Users/${user.id}`, { schemas: [USER], userName, active: true });
      await tenant.post('/Users', { ...taken, userName: `other-${userName}` });
      await tenant.patch(`/Groups/${group.id}`, [
        { op: 'add', path: 'members', value: [{ value: user.id }] },
      ]);
      await tenant.delete(`/Groups/${group.id}`);
      // Entra's create of somebody who is there: refused, so nobody is disabled.
      expect((await tenant.post('/Users', taken)).status).toBe(409);
    });
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((sql) => sql.includes('person_sessions'))).toEqual([]);
    expect(await stored(user.id)).toHaveLength(1);
    const disable = () => tenant.patch(`/Users/${user.id}`, [{ op: 'replace', value: { active: false } }]);
    const ending = async () =>
      (await statementsSentBy(service.storage, disable)).filter((sql) => sql.includes('person_sessions'));
    expect(await ending()).toHaveLength(1);
    expect(await ending()).toEqual([]);
  });

  it('cost a write that disables or deletes somebody who never signed in no statement', async () => {
    const [first, second, third] = [
      await tenant.createUser(),
      await tenant.createUser(),
      await tenant.createUser(),
    ];
    const ENDING = /person_sessions|oidc_artifacts|application_sign_ins/;
    const sent = await statementsSentBy(service.storage, async () => {
      await tenant.patch(`/Users/${first.id}`, [{ op: 'replace', value: { active: false } }]);
      await tenant.put(`/Users/${second.id}`, { schemas: [USER], userName: second.userName, active: false });
      await tenant.delete(`/Users/${third.id}`);
      await bulk({ method: 'DELETE', path: `/Users/${second.id}` });
    });
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter((sql) => ENDING.test(sql))).toEqual([]);
    // Once signed in, whoever is out has rows to look for.
    const { id } = await tenant.createUser();
    const { hint } = await open(id);
    await sessions.end(hint);
    const ending = await statementsSentBy(service.storage, () => tenant.delete(`/Users/${id}`));
    expect(ending.filter((sql) => ENDING.test(sql))).toHaveLength(3);
  });

  describe('of a user who is somebody else now', () => {
    const EMPLOYEE = `${ENTERPRISE}:employeeNumber`;
    const withIds = (of = tenant) =>
      of.createUser({
        schemas: [USER, ENTERPRISE],
        externalId: randomUUID(),
        [ENTERPRISE]: { employeeNumber: randomUUID(), department: 'd' },
      });
    const replace = (id: string, path: string, value: unknown, of = tenant) =>
      of.patch(`/Users/${id}`, [value === null ? { op: 'remove', path } : { op: 'replace', path, value }]);

    it.each([
      ['another external id', randomUUID()],
      ['an external id that is none', 'x'],
      ['no external id', null],
    ])('end with %s', async (_what, value) => {
      const { id } = await withIds();
      await open(id);
      expect((await replace(id, 'externalId', value)).status).toBe(200);
      expect(await stored(id)).toEqual([]);
    });

    it('end with a PUT, too, and with the attribute that the tenant has chosen', async () => {
      const { id, userName } = await withIds();
      await open(id);
      await tenant.put(`/Users/${id}`, { schemas: [USER], userName, externalId: randomUUID() });
      expect(await stored(id)).toEqual([]);
      const chosen = await service.createTenant();
      await service.admin('PUT', `/tenants/${chosen.id}/sign-in`, { matchAttribute: EMPLOYEE });
      const user = await withIds(chosen);
      await open(user.id, chosen);
      await replace(user.id, 'externalId', randomUUID(), chosen);
      expect(await stored(user.id)).toHaveLength(1);
      await replace(user.id, EMPLOYEE, randomUUID(), chosen);
      expect(await stored(user.id)).toEqual([]);
      await open(user.id, chosen);
      await chosen.put(`/Users/${user.id}`, {
        schemas: [USER],
        userName: user.userName,
        externalId: randomUUID(),
      });
      expect(await stored(user.id)).toEqual([]);
    });

    it('stay as long as the person is the same', async () => {
      const { id, externalId } = await withIds();
      await open(id);
      await replace(id, 'externalId', externalId.toUpperCase());
      await replace(id, EMPLOYEE, randomUUID());
      await replace(id, 'displayName', 'Ann');
      expect(await stored(id)).toHaveLength(1);
      const other = await tenant.createUser({ externalId: 'ann' });
      await open(other.id);
      await replace(other.id, 'externalId', randomUUID());
      expect(await stored(other.id)).toHaveLength(1);
    });
  });

  it('are none of a person who is disabled between the check and the session', async () => {
    const user = await tenant.createUser();
    const { storage } = service;
    const transaction = storage.transaction.bind(storage);
    let resume = (): void => undefined;
    const paused = new Promise<void>((checked) => {
      const resumed = new Promise<void>((resolve) => (resume = resolve));
      storage.transaction = (work) =>
        transaction((tx) => {
          const rows: typeof tx.rows = async (...statement) => {
            const found = await tx.rows<any>(...statement);
            if (!statement[0].includes('FROM users')) return found;
            checked();
            await resumed;
            return found;
          };
          return work({ ...tx, rows });
        });
    });
    const signIn = open(user.id);
    await paused;
    storage.transaction = transaction;
    const disable = tenant.patch(`/Users/${user.id}`, [{ op: 'replace', value: { active: false } }]);
    // The write waits for the sign-in: it is not answered before, however long this takes.
    const isAnswered = await Promise.race([disable.then(() => true), pause(500, false)]);
    resume();
    const { secret } = await signIn;
    expect((await disable).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect(await stored(user.id)).toEqual([]);
    expect(await sessions.find(secret)).toMatchObject({ reason: 'unknown' });
  });

  it('are none of a disabled person, when 200 sign-ins race with disables and deletes', async () => {
    const users = await inParallel(40, () => tenant.createUser());
    const ends = ({ id }: { id: string }, index: number) =>
      index % 4 === 0
        ? tenant.delete(`/Users/${id}`)
        : tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
    const outcomes = await Promise.all(
      users.map(async (user, index) => {
        const signIns = () => Promise.all([1, 2, 3].map(() => tryToOpen(user.id)));
        const [before, ended, beside] = await Promise.all([signIns(), ends(user, index), signIns()]);
        expect(ended.status).toBeLessThan(300);
        return [...before, ...beside];
      }),
    );
    expect(outcomes.flat()).toHaveLength(240);
    for (const { id } of users) {
      expect(await stored(id)).toEqual([]);
      expect(await tryToOpen(id)).toMatch(/^(?:disabled|no-user)$/);
    }
  });
});
