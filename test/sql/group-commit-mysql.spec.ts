import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { CommitBatch } from '../../src/persistence/database/database.js';
import { MembershipRepository } from '../../src/persistence/members/membership.repository.js';
import { describeOnMysql } from '../support/databases.js';
import { inParallel, tally } from '../support/parallel.js';
import { TestService } from '../support/service.js';
import { expectConsistentStorage } from '../support/stored-rows.js';
import { USER, type Answer, type TestTenant } from '../support/tenant.js';

const statuses = (answers: readonly Answer[]) => tally(answers.map((answer) => answer.status));
const title = (value: string) => [{ op: 'Replace', path: 'title', value }];
const adding = (...ids: string[]) => [{ op: 'Add', path: 'members', value: ids.map((value) => ({ value })) }];

const lockWaits = async (connection: Connection): Promise<number> => {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT COUNT(*) AS count FROM performance_schema.data_locks WHERE OBJECT_SCHEMA = DATABASE() AND LOCK_STATUS = 'WAITING'",
  );
  return Number(rows[0]?.count);
};

const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isTrue())) await sleep(5);
};

describeOnMysql('changes that share a transaction on MySQL', () => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start('mysql');
    tenant = await service.createTenant();
    // Of all databases it keeps 10,000 kinds of statements; from then on it does not tell new ones apart.
    await service.storage.transaction((tx) =>
      tx.run('TRUNCATE TABLE performance_schema.events_statements_summary_by_digest'),
    );
  });
  afterAll(async () => {
    await expectConsistentStorage(service.storage);
    await service.stop();
  });

  /** Commits on this database until now. */
  const commits = async (): Promise<number> => {
    const [row] = await service.storage.rows<{ count: number }>(
      `SELECT COUNT_STAR AS count FROM performance_schema.events_statements_summary_by_digest
       WHERE SCHEMA_NAME = DATABASE() AND DIGEST_TEXT = 'COMMIT'`,
    );
    return Number(row?.count ?? 0);
  };
  /** The server counts a statement a moment after it has answered. */
  const settledCommits = async (): Promise<number> => {
    for (let known = -1; ;) {
      const count = await commits();
      if (count === known) return count;
      known = count;
      await sleep(20);
    }
  };
  /** The number of group commits meanwhile: those of other transactions, some of them in the background, are left out. */
  const committedBy = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await settledCommits();
    const others = [jest.spyOn(service.storage, 'transaction'), jest.spyOn(service.storage, 'entities')];
    await work();
    const committed = (await settledCommits()) - before;
    const alone = others.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    for (const each of others) each.mockRestore();
    return committed - alone;
  };
  const userBody = (userName: string) => ({ schemas: [USER], userName });
  const createUsers = async (count: number): Promise<string[]> =>
    (await inParallel(count, () => tenant.createUser())).map((user) => user.id);

  /**
   * Sends requests while nothing of the tenant can be committed, so that they come together.
   * @param inTurn whether they are deletions
   */
  const atOnce = async (
    count: number,
    send: (index: number) => Promise<Answer>,
    inTurn = false,
  ): Promise<Answer[]> => {
    const names = Array.from({ length: inTurn ? 1 : 2 }, () => randomUUID());
    const holder = await createConnection(service.database.url);
    try {
      const marks = names.map(() => `(?, 'free')`).join(', ');
      await holder.query(`INSERT INTO service_settings (name, value) VALUES ${marks}`, names);
      await holder.beginTransaction();
      await holder.query("UPDATE service_settings SET value = 'held' WHERE name IN (?)", [names]);
      const blockers: Promise<true | null>[] = [];
      for (const name of names) {
        const work = (_none: null, batch: CommitBatch) => {
          batch.addStatement("UPDATE service_settings SET value = 'waits' WHERE name = ?", [name]);
          return { result: true as const };
        };
        blockers.push(service.storage.groupCommit(tenant.id, { row: null, serialised: inTurn, work }));
        // Each in a transaction of its own.
        await until(async () => (await lockWaits(holder)) === blockers.length);
      }
      const calls = jest.spyOn(service.storage, 'groupCommit');
      let answered = 0;
      const answers = inParallel(count, (i) => send(i).finally(() => answered++));
      // What is answered already has asked for nothing.
      await until(() => calls.mock.calls.length + answered >= count);
      calls.mockRestore();
      await holder.rollback();
      expect(await Promise.all(blockers)).toEqual(names.map(() => true));
      return await answers;
    } finally {
      await holder.end();
    }
  };

  it('take one commit for sixteen of them', async () => {
    const into = 'INSERT INTO service_settings (name, value) VALUES';
    const setAll = () =>
      inParallel(64, (i) =>
        service.storage.groupCommit(tenant.id, {
          row: null,
          work: (_none: null, batch) => {
            batch.addRows({ into, rows: [[`shared-${i}`, `${i}`]], tail: '' });
            return { result: i };
          },
        }),
      );
    let done: unknown;
    expect(await committedBy(async () => (done = await setAll()))).toBe(4);
    expect(done).toEqual(Array.from({ length: 64 }, (_, i) => i));
    const rows = await service.storage.rows("SELECT value FROM service_settings WHERE name LIKE 'shared-%'");
    expect(rows).toHaveLength(64);
    // The names are taken now: nobody is told that anything was done.
    expect(new Set(await setAll())).toEqual(new Set([null]));
  });

  it('lose nothing', async () => {
    const run = randomUUID();
    const created = await atOnce(64, (i) => tenant.post('/Users', userBody(`${run}-${i}`)));
    expect(statuses(created)).toEqual({ 201: 64 });
    const ids = created.map(({ body }) => body.id);
    const changed = await atOnce(64, (i) => tenant.patch(`/Users/${ids[i]}`, title(`T${i}`)));
    expect(changed.map(({ body }) => body.title)).toEqual(ids.map((_, i) => `T${i}`));
    const groups = await inParallel(4, () => tenant.createGroup());
    const membersOf = (n: number) => ids.filter((_, i) => i % 4 === n).sort();
    expect(
      statuses(await atOnce(64, (i) => tenant.patch(`/Groups/${groups[i % 4].id}`, adding(ids[i])))),
    ).toEqual({ 204: 64 });
    for (const [n, group] of groups.entries()) expect(await tenant.memberIds(group.id)).toEqual(membersOf(n));
    // Every second one goes.
    const deleted = await atOnce(32, (i) => tenant.delete(`/Users/${ids[2 * i]}`), true);
    expect(statuses(deleted)).toEqual({ 204: 32 });
    for (const [n, group] of groups.entries()) {
      expect(await tenant.memberIds(group.id)).toEqual(n % 2 === 0 ? [] : membersOf(n));
    }
  });

  it('fail each by itself: a taken name, a wrong version, an unknown id', async () => {
    const run = randomUUID();
    const created = await atOnce(24, (i) => tenant.post('/Users', userBody(`${run}-${i % 20}`)));
    expect(statuses(created)).toEqual({ 201: 20, 409: 4 });
    for (const { status, body } of created) if (status === 409) expect(body.scimType).toBe('uniqueness');
    // Of two that ask for one name, either may be the one that gets it.
    const idOf = new Map(
      created.filter(({ status }) => status === 201).map(({ body }) => [body.userName, body.id]),
    );
    const ids = Array.from({ length: 20 }, (_, i) => idOf.get(`${run}-${i}`)!);
    const changed = await atOnce(20, (i) => {
      if (i % 5 === 1) return tenant.patch(`/Users/${ids[i]}`, title('No'), { 'if-match': 'W/"7"' });
      if (i % 5 === 2) return tenant.patch(`/Users/${randomUUID()}`, title('No'));
      if (i % 5 === 3) return tenant.patch(`/Users/${ids[i]}`, [{ op: 'replace', path: 'id', value: 'x' }]);
      return tenant.patch(`/Users/${ids[i]}`, title(`Yes ${i}`));
    });
    expect(statuses(changed)).toEqual({ 200: 8, 400: 4, 404: 4, 412: 4 });
    for (const [i, id] of ids.entries()) {
      const { body } = await tenant.get(`/Users/${id}`);
      expect(body.title).toBe(i % 5 === 0 || i % 5 === 4 ? `Yes ${i}` : undefined);
    }
    // A change of names in a circle: none is free until another is given up.
    const renamed = await atOnce(6, (i) =>
      tenant.patch(`/Users/${ids[i]}`, [{ op: 'replace', path: 'userName', value: `${run}-${(i + 1) % 6}` }]),
    );
    expect(statuses(renamed)).toEqual({ 409: 6 });
    for (const [i, id] of ids.slice(0, 6).entries()) {
      expect((await tenant.get(`/Users/${id}`)).body.userName).toBe(`${run}-${i}`);
    }
  });

  it('add who is there and refuse who is not, in one group, each version once', async () => {
    const ids = await createUsers(30);
    const group = await tenant.createGroup({ members: ids.slice(0, 5).map((value) => ({ value })) });
    const nobody = randomUUID();
    const answers = await atOnce(30, (i) =>
      tenant.patch(`/Groups/${group.id}`, i % 10 === 9 ? adding(ids[i]!, nobody) : adding(ids[i]!)),
    );
    expect(statuses(answers)).toEqual({ 204: 27, 400: 3 });
    for (const { status, body } of answers) if (status === 400) expect(body.detail).toContain(nobody);
    // The first five were members before: nothing changed for them.
    const tags = answers
      .filter((answer, i) => i >= 5 && answer.status === 204)
      .map(({ headers }) => headers.get('etag'));
    expect(new Set(tags).size).toBe(22);
    expect((await tenant.get(`/Groups/${group.id}`)).body.meta.version).toBe('W/"23"');
    expect(await tenant.memberIds(group.id)).toEqual(ids.filter((_, i) => i % 10 !== 9).sort());
  });

  it('add part of whom they name when the others are members already', async () => {
    const ids = await createUsers(40);
    const group = await tenant.createGroup({ members: ids.slice(0, 20).map((value) => ({ value })) });
    const answers = await atOnce(20, (i) =>
      tenant.patch(`/Groups/${group.id}`, adding(ids[i]!, ids[20 + i]!)),
    );
    expect(statuses(answers)).toEqual({ 204: 20 });
    expect(await tenant.memberIds(group.id)).toEqual([...ids].sort());
  });

  it('let nobody delete or count a user twice', async () => {
    const [id] = await createUsers(1);
    const before = (await tenant.get('/Users?count=0')).body.totalResults;
    const answers = await atOnce(12, () => tenant.delete(`/Users/${id}`), true);
    expect(statuses(answers)).toEqual({ 204: 1, 404: 11 });
    expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(before - 1);
  });

  it('delete groups and their memberships, a group of very many members in a transaction of its own', async () => {
    const ids = await createUsers(205);
    const membersOf = (count: number) => ids.slice(0, count).map((value) => ({ value }));
    const parent = await tenant.createGroup();
    const groups = await Promise.all(
      [205, 200, 20, 1, 0, 0].map((n) => tenant.createGroup({ members: membersOf(n) })),
    );
    await tenant.patch(`/Groups/${parent.id}`, adding(groups[0].id, groups[3].id));
    const before = (await tenant.get('/Groups?count=0')).body.totalResults;
    let answers: Answer[] = [];
    // One for the blocker of `atOnce`, one for the five; that of the group of 205 is no group commit.
    expect(
      await committedBy(async () => {
        answers = await atOnce(6, (i) => tenant.delete(`/Groups/${groups[i]!.id}`), true);
      }),
    ).toBe(2);
    expect(statuses(answers)).toEqual({ 204: 6 });
    expect((await tenant.get('/Groups?count=0')).body.totalResults).toBe(before - 6);
    expect(await tenant.memberIds(parent.id)).toEqual([]);
    expect((await tenant.get(`/Users/${ids[0]}`)).body.groups).toBeUndefined();
  });

  it('delete in one statement a table, which moves the version of a group once', async () => {
    const ids = await createUsers(18);
    const members = ids.map((value) => ({ value }));
    const [all, few, none] = [
      await tenant.createGroup({ members }),
      await tenant.createGroup({ members: members.slice(3, 5) }),
      await tenant.createGroup({ members: members.slice(16) }),
    ];
    const before = (await tenant.get('/Users?count=0')).body.totalResults;
    const removeMember = Reflect.get(MembershipRepository.prototype, 'removeMember');
    const slow = jest.spyOn(MembershipRepository.prototype, 'removeMember').mockImplementation(function (
      this: MembershipRepository,
      ...given
    ) {
      // Each in a millisecond of its own.
      for (const end = Date.now() + 2; Date.now() < end;);
      Reflect.apply(removeMember, this, given);
    });
    const deleted = await atOnce(16, (i) => tenant.delete(`/Users/${ids[i]}`), true);
    slow.mockRestore();
    expect(statuses(deleted)).toEqual({ 204: 16 });
    for (const id of ids.slice(0, 16)) expect((await tenant.get(`/Users/${id}`)).status).toBe(404);
    const left = await Promise.all(
      [all, few, none].map(async ({ id }) => {
        const { body } = await tenant.get(`/Groups/${id}`);
        return [body.meta.version, (body.members ?? []).map((member: any) => member.value)];
      }),
    );
    const others = ids.slice(16).sort();
    // One more than when it was made: all sixteen in one statement of one commit.
    expect(left).toEqual([
      ['W/"2"', others],
      ['W/"2"', []],
      ['W/"1"', others],
    ]);
    expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(before - 16);
  });

  it('do not wait for rows that somebody else holds', async () => {
    const ids = await createUsers(10);
    const held = ids.slice(0, 3);
    const holder = await createConnection(service.database.url);
    try {
      await holder.beginTransaction();
      const [rows] = await holder.query<RowDataPacket[]>(
        'SELECT id FROM users WHERE tenant_id = ? AND id IN (?) FOR UPDATE',
        [tenant.id, held],
      );
      expect(rows).toHaveLength(3);
      const waiting: Promise<Answer>[] = [];
      for (const id of held) {
        waiting.push(tenant.patch(`/Users/${id}`, title('late')));
        await sleep(100);
      }
      const others = inParallel(7, (i) => tenant.patch(`/Users/${ids[3 + i]}`, title('soon')));
      // Long before those that wait give up.
      const first = await Promise.race([
        others,
        Promise.race(waiting).then(() => []),
        sleep(20_000, [], { ref: false }),
      ]);
      expect(statuses(first)).toEqual({ 200: 7 });
      await holder.rollback();
      expect((await Promise.all(waiting)).map(({ body }) => body.title)).toEqual(['late', 'late', 'late']);
    } finally {
      await holder.end();
    }
  });

  it('carry large texts of other scripts, more than one statement may hold', async () => {
    const [title, run] = ['é'.repeat(100_000), randomUUID()];
    const created = await inParallel(16, (i) => tenant.post('/Users', { ...userBody(`${run}-${i}`), title }));
    expect(statuses(created)).toEqual({ 201: 16 });
    for (const { body } of created.slice(0, 3)) {
      expect((await tenant.get(`/Users/${body.id}`)).body.title).toBe(title);
    }
  });

  it('are of one tenant', async () => {
    const other = await service.createTenant('Contoso');
    const slotOf = (tenantId: string): Promise<number | null> =>
      service.storage.groupCommit(tenantId, {
        row: null,
        work: (_none: null, batch) => ({ result: batch.slot }),
      });
    const slots = await Promise.all([tenant.id, other.id, tenant.id, other.id, tenant.id].map(slotOf));
    expect(slots).not.toContain(null);
    expect([slots[2], slots[4], slots[3]]).toEqual([slots[0], slots[0], slots[1]]);
    expect(slots[1]).not.toBe(slots[0]);
  });

  it('have an entry in the log each, and what is refused has one too', async () => {
    const fresh = await service.createTenant('Logged');
    const answers = await inParallel(40, (i) => fresh.post('/Users', userBody(`logged-${i % 30}`)));
    expect(statuses(answers)).toEqual({ 201: 30, 409: 10 });
    const group = await fresh.createGroup();
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
    await inParallel(30, (i) => fresh.patch(`/Groups/${group.id}`, adding(ids[i])));
    const entries = await service.storage.rows<{ action: string; outcome: string; count: number }>(
      `SELECT action, outcome, COUNT(*) AS count FROM provisioning_log
       WHERE tenant_id = ? AND outcome = 'success' GROUP BY action, outcome`,
      [fresh.id],
    );
    expect(Object.fromEntries(entries.map(({ action, count }) => [action, Number(count)]))).toEqual({
      create: 31,
      'add-member': 30,
    });
  });
});
