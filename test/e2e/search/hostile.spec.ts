import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TookTooLong } from '../../../src/persistence/database/database.js';
import { onEveryDatabase } from '../../support/databases.js';
import { insertManyUsers } from '../../support/many-users.js';
import { inParallel } from '../../support/parallel.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import type { Answer, TestTenant } from '../../support/tenant.js';

const USERS = 10_000;
/** More than a pool has connections. */
const AT_ONCE = 40;

onEveryDatabase('Searches that look at every user', (name) => {
  let service: TestService;
  let hostile: TestTenant;
  let other: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    hostile = await service.createTenant();
    other = await service.createTenant();
    await insertManyUsers(service.storage, hostile.id, USERS);
    await other.createUser({ userName: 'ann@other.example' });
  });
  afterAll(() => service.stop());

  const terms = (count: number, term: (index: number) => string, operator = 'or') =>
    Array.from({ length: count }, (_, index) => term(index)).join(` ${operator} `);
  const containing = (index: number) => `emails.value co "nobody-${index}"`;
  const namesIn = ({ status, body }: Answer): string[] => {
    expect([status, body.detail]).toEqual([200, undefined]);
    return body.Resources.map(({ userName }: any) => userName);
  };

  it.each([
    ['co', terms(200, containing)],
    ['co, with and', terms(200, containing, 'and')],
    ['ew', terms(200, () => 'userName ew "x"')],
    ['ne', terms(200, () => 'title ne "x"')],
    ['pr', terms(200, () => 'title pr')],
    ['not', terms(200, () => 'not (title eq "x")')],
    ['null', terms(200, () => 'title eq null')],
    ['a label', terms(200, () => 'emails.type eq "work"', 'and')],
    ['conditions on an element', `emails[type eq "work" and (${terms(198, () => 'value co "x"')})]`],
    ['groups of every user', terms(200, () => 'groups pr')],
  ])('are refused when they are too many: 200 times %s', async (_title, filter) => {
    const start = performance.now();
    for (const send of [
      () => hostile.find('/Users', filter),
      () => hostile.find('/Users', filter, '&count=0'),
      () => hostile.find('/Users', filter, '&cursor='),
      () =>
        hostile.request('POST', '/Users/.search', {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
          filter,
        }),
    ]) {
      expectRefusal(await send(), {
        status: 400,
        scimType: 'tooMany',
        detail:
          /About \d+ rows would have to be looked at, at most 1500000 .*; use fewer terms, and "eq" or "sw"/,
      });
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('are no trouble in a small directory', async () => {
    for (const filter of [
      terms(200, containing),
      terms(200, () => 'title pr', 'and'),
      terms(200, () => 'not (title pr)'),
    ]) {
      expect((await other.find('/Users', filter)).status).toBe(200);
    }
  });

  it('are not refused when an index answers them, however many they are', async () => {
    for (const filter of [
      terms(200, (index) => `userName eq "user-${index}@many.example"`),
      terms(200, (index) => `externalId eq "ext-${index}"`),
      terms(200, (index) => `emails.value eq "user-${index}@many.example"`),
      `emails[type eq "work" and (${terms(190, (index) => `value eq "user-${index}@many.example"`)})]`,
    ]) {
      const { status, body } = await hostile.find('/Users', filter);
      expect([status, body.totalResults >= 190]).toEqual([200, true]);
    }
    expect(
      namesIn(
        await hostile.find(
          '/Users',
          terms(20, (i) => `userName sw "user-12${i}"`),
        ),
      ),
    ).toHaveLength(100);
  });

  it('find the same as short ones', async () => {
    const all = Array.from({ length: USERS }, (_, index) => `user-${index}@many.example`);
    const expected = all.filter((each) => each.includes('77'));
    const filter = 'emails.value co "77" and title pr';
    const first = await hostile.find('/Users', filter, '&count=20');
    expect([first.body.totalResults, namesIn(first)]).toEqual([expected.length, expected.slice(0, 20)]);
    expect(namesIn(await hostile.find('/Users', filter, '&count=20&startIndex=41'))).toEqual(
      expected.slice(40, 60),
    );
    const byName = '&count=1000&sortBy=userName&sortOrder=descending';
    expect(namesIn(await hostile.find('/Users', filter, byName))).toEqual([...expected].sort().reverse());
    const walked: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Answer = await hostile.find(
        '/Users',
        filter,
        `&count=100&sortBy=externalId&cursor=${cursor}`,
      );
      walked.push(...namesIn(page));
      cursor = page.body.nextCursor;
    }
    expect(walked.sort()).toEqual([...expected].sort());
    // What has just been written is found.
    const fresh = await hostile.createUser({
      userName: 'fresh-77',
      title: 'x',
      emails: [{ value: 'fresh-77' }],
    });
    expect((await hostile.find('/Users', filter)).body.totalResults).toBe(expected.length + 1);
    expect((await hostile.delete(`/Users/${fresh.id}`)).status).toBe(204);
    expect((await hostile.find('/Users', filter)).body.totalResults).toBe(expected.length);
    expect(namesIn(await hostile.get('/Users?startIndex=9999&attributes=userName'))).toEqual(all.slice(9998));
  });

  it('do not delay other requests', async () => {
    const longest = terms(145, containing);
    let left = AT_ONCE;
    const answers = inParallel(AT_ONCE, () => hostile.find('/Users', longest).finally(() => left--));
    const waits: number[] = [];
    // By then they have what they can get.
    await sleep(500);
    for (let sent = 0; sent < 20 && left > 0; sent++) {
      const start = performance.now();
      expect(namesIn(await other.find('/Users', 'userName eq "ann@other.example"'))).toHaveLength(1);
      const ready = await fetch(`${service.url}/health/ready`);
      expect(ready.status).toBe(200);
      waits.push(performance.now() - start);
    }
    // They were under way.
    expect(left).toBeGreaterThan(0);
    expect(waits.length).toBe(20);
    expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(1000);
    expect(waits.at(-1)).toBeLessThan(5000);
    // A long search of another tenant has its turn too.
    await insertManyUsers(service.storage, other.id, 3000);
    const start = performance.now();
    expect((await other.find('/Users', 'emails.value co "nobody"')).body.totalResults).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000);
    for (const { status, body, headers } of await answers) {
      if (status === 429) expect([body.scimType, headers.get('retry-after')]).toEqual([undefined, '5']);
      else if (status === 400) expect(body.scimType).toBe('tooMany');
      else expect(status).toBe(200);
    }
  });

  it('are ended in time, and the next ones are answered', async () => {
    const { storage } = service;
    const endless = `${storage.dialect.selectInTime} COUNT(*) AS n FROM users a CROSS JOIN users b CROSS JOIN users c
      WHERE a.version + b.version + c.version > ?`;
    const start = performance.now();
    const error: unknown = await storage.search(hostile.id, endless, [0]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TookTooLong);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect((await hostile.find('/Users', 'emails.value co "user-77@"')).body.totalResults).toBe(1);
    const search = storage.search.bind(storage);
    storage.search = () => Promise.reject(new TookTooLong(error));
    const answer = await hostile
      .find('/Users', 'emails.value co "user-77@"')
      .finally(() => (storage.search = search));
    expectRefusal(answer, { status: 400, scimType: 'tooMany', detail: /took too long .* use fewer terms/ });
  });

  it('leave the process on SQLite, too, when an index leads to very many of them', async () => {
    const { storage } = service;
    const search = storage.search.bind(storage);
    let long = 0;
    storage.search = (...args) => {
      long++;
      return search(...args);
    };
    try {
      for (const query of ['', '&cursor=', '&count=0']) {
        expect((await hostile.find('/Users', 'title eq "many"', query)).body.totalResults).toBe(USERS);
      }
      expect(long > 0).toBe(name === 'sqlite');
      long = 0;
      expect((await hostile.find('/Users', 'title eq "few"')).body.totalResults).toBe(0);
      expect((await other.find('/Users', 'title eq "many"')).status).toBe(200);
      expect(long).toBe(0);
    } finally {
      storage.search = search;
    }
  });

  it('tell the fault of a statement, not of the process', async () => {
    const { storage } = service;
    await expect(storage.search(hostile.id, 'SELECT nope FROM users WHERE id = ?', ['x'])).rejects.toThrow(
      /nope/,
    );
  });
});
