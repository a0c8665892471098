import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/** More than are made without a pause, so that a page of them is sent in pieces. */
const USERS = 130;

onEveryDatabase('a page of many resources', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  /** Every user as read by itself, in the order of creation. */
  let users: any[];
  let group: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const created: any[] = [];
    for (let i = 0; i < USERS; i++) {
      created.push(
        await tenant.createUser({
          title: i % 2 === 0 ? 'even "quoted"' : 'odd €',
          nickName: 'x'.repeat(900),
        }),
      );
    }
    const { id } = await tenant.createGroup({
      members: created.slice(5, 60).map((user) => ({ value: user.id })),
    });
    group = (await tenant.get(`/Groups/${id}`)).body;
    users = await inParallel(USERS, async (i) => (await tenant.get(`/Users/${created[i].id}`)).body);
  });
  afterAll(() => service.stop());

  it.each(['?count=1000', '?count=1000&cursor='])('is the same as one by one, with %s', async (query) => {
    const { status, headers, body } = await tenant.get(`/Users${query}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json']);
    expect([body.totalResults, body.itemsPerPage]).toEqual([USERS, USERS]);
    expect(body.Resources).toEqual(users);
    // 130 KB come in pieces, none of which had to wait for the last.
    expect([headers.get('content-length'), headers.get('transfer-encoding')]).toEqual([null, 'chunked']);
  });

  it.each(['', '&cursor='])('keeps the order that is asked for, with sortBy%s', async (cursor) => {
    const { body } = await tenant.get(`/Users?count=1000&sortBy=userName&sortOrder=descending${cursor}`);
    const sorted = [...users].sort((a, b) => (a.userName < b.userName ? 1 : -1));
    expect(body.Resources).toEqual(sorted);
  });

  it('leaves out users deleted meanwhile, and counts the others', async () => {
    const other = await service.createTenant();
    const ids: string[] = [];
    for (let i = 0; i < USERS; i++) ids.push((await other.createUser()).id);
    const { storage } = service;
    const rows = storage.rows.bind(storage);
    let found = 0;
    storage.rows = async (sql, params) => {
      const answer = await rows<any>(sql, params);
      // What finds the page has been sent; the users are not read yet.
      if (/^SELECT (?:\/\*\+.*?\*\/ )?r\.id FROM users/.test(sql) && found++ === 0) {
        for (const id of [ids[0], ids[120]]) await other.delete(`/Users/${id}`);
      }
      return answer;
    };
    const { body } = await other.get('/Users?count=1000').finally(() => (storage.rows = rows));
    expect(found).toBe(1);
    expect(body.Resources.map(({ id }: any) => id)).toEqual(
      ids.filter((_, index) => index !== 0 && index !== 120),
    );
    expect([body.totalResults, body.itemsPerPage]).toEqual([USERS, USERS - 2]);
  });

  it('is read in turn with others of the tenant, each in parts', async () => {
    const { storage } = service;
    const rows = storage.rows.bind(storage);
    const parts = { underWay: 0, most: 0, all: 0 };
    storage.rows = async (sql, params) => {
      if (!sql.includes('r.document ELSE')) return rows<any>(sql, params);
      parts.all++;
      parts.most = Math.max(parts.most, ++parts.underWay);
      // Long enough for the others to come, where the database answers at once.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return rows<any>(sql, params).finally(() => parts.underWay--);
    };
    const answers = await inParallel(6, () => tenant.get('/Users?count=1000')).finally(
      () => (storage.rows = rows),
    );
    expect(answers.map(({ body }) => body.Resources)).toEqual(answers.map(() => users));
    expect(parts.all).toBeGreaterThanOrEqual(6 * 2);
    expect(parts.most).toBe(1);
  });

  it('shows the members of each of many groups', async () => {
    const other = await service.createTenant();
    const members: any[] = [];
    for (let i = 0; i < 3; i++) members.push({ value: (await other.createUser()).id });
    const groups = await inParallel(USERS, async (i) => {
      const created = await other.createGroup({ members: members.slice(0, i % 4) });
      return (await other.get(`/Groups/${created.id}`)).body;
    });
    const { body } = await other.get('/Groups?count=1000');
    expect(body.Resources).toEqual(groups.sort((a: any, b: any) => (a.id < b.id ? -1 : 1)));
  });

  it('goes from users to groups on the base URL', async () => {
    const { body } = await tenant.get('?count=1000');
    expect([body.totalResults, body.itemsPerPage]).toEqual([USERS + 1, USERS + 1]);
    expect(body.Resources).toEqual([...users, group]);
  });

  it('is cut to what is asked for', async () => {
    const { body } = await tenant.get(
      `/Users?count=1000&attributes=userName&filter=${encodeURIComponent('title sw "even"')}`,
    );
    const even = users.filter((_, i) => i % 2 === 0);
    expect(body.Resources).toEqual(even.map(({ schemas, id, userName }) => ({ schemas, id, userName })));
  });

  it('is not sent to HEAD', async () => {
    const { status, text } = await tenant.request('HEAD', '/Users?count=1000');
    expect([status, text]).toEqual([200, '']);
  });
});
