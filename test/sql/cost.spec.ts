import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillGroup } from '../support/bulk-rows.js';
import { onEveryDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { statementsSentBy } from '../support/statements.js';
import { ENTERPRISE, GROUP, USER, type TestTenant } from '../support/tenant.js';

const LARGE = 20_000;
const SMALL = 10;

onEveryDatabase('a warm request', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;
  let small: any;
  let large: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    user = await tenant.createUser({
      userName: 'ann@fabrikam.example',
      externalId: 'e-1',
      displayName: 'Ann',
    });
    small = await tenant.createGroup({ displayName: 'Small' });
    large = await tenant.createGroup({ displayName: 'Large' });
    await fillGroup(service.storage, tenant.id, small.id, SMALL);
    await fillGroup(service.storage, tenant.id, large.id, LARGE);
    const members = [{ value: user.id }];
    for (let i = 0; i < 150; i++) members.push({ value: (await tenant.createUser({ title: 'many' })).id });
    await tenant.createGroup({ displayName: 'Everybody', members });
  });
  afterAll(() => service.stop());

  /** The statements that one request costs, BEGIN and COMMIT left out. */
  const statementsOf = async (send: () => Promise<{ status: number }>): Promise<string[]> => {
    let status = 0;
    const sent = await statementsSentBy(service.storage, async () => ({ status } = await send()));
    expect(status).toBeLessThan(300);
    return sent;
  };
  const patchMembers = (group: any, op: string, id: string) =>
    tenant.patch(`/Groups/${group.id}`, [{ op, path: 'members', value: [{ value: id }] }]);

  it.each<[string, number, () => Promise<any>]>([
    ['GET of a user without groups', 1, () => tenant.get(`/Users/${user.id}?excludedAttributes=groups`)],
    ['GET of a user with groups', 1, () => tenant.get(`/Users/${user.id}`)],
    ['GET of a group without members', 1, () => tenant.get(`/Groups/${large.id}?excludedAttributes=members`)],
    ['probe that finds nobody', 1, () => tenant.find('/Users', 'userName eq "nobody"')],
    ['probe that finds a user', 1, () => tenant.find('/Users', 'userName eq "ann@fabrikam.example"')],
    [
      'probe by externalId',
      1,
      () => tenant.find('/Users', 'externalId eq "e-1"', '&excludedAttributes=groups'),
    ],
    [
      'probe of a group as Entra sends it',
      1,
      () => tenant.find('/Groups', 'displayName eq "Large"', '&excludedAttributes=members'),
    ],
    ['first page that is full', 2, () => tenant.get('/Users?count=50&excludedAttributes=groups')],
    ['last page', 1, () => tenant.get('/Users?startIndex=101&excludedAttributes=groups')],
    ['page that holds all', 1, () => tenant.get('/Groups?excludedAttributes=members')],
    ['page of groups of many users', 4, () => tenant.get('/Users?count=100')],
    ['count alone', 1, () => tenant.get('/Users?count=0')],
    ['discovery', 0, () => tenant.get('/Schemas')],
  ])('costs %s: statements sent: %i', async (_title, statements, send) => {
    await send();
    expect(await statementsOf(send)).toHaveLength(statements);
  });

  // The ids, and then 100 users at a time with their memberships and these groups; 25 where the process stands still.
  const parts = name === 'sqlite' ? 7 : 2;

  it.each([
    ['with groups', 3, ''],
    ['without groups', 1, '&excludedAttributes=groups'],
  ])('costs, for a long page %s, statements for each part of it: %i', async (_title, statements, query) => {
    const sent = await statementsOf(() => tenant.get(`/Users?count=1000${query}`));
    expect(sent).toHaveLength(1 + parts * statements);
  });

  it('counts only when the page does not tell the total', async () => {
    const counts = async (query: string, how: string) =>
      (await statementsOf(() => tenant.get(`/Users?${query}`))).filter((sql) => sql.includes(how)).length;
    for (const [query, expected] of [
      ['count=1000', [0, 0]],
      ['startIndex=100', [0, 0]],
      // All users are counted as they come and go, those of a filter when they are asked for.
      ['count=10', [0, 1]],
      ['count=0', [0, 1]],
      ['count=10&filter=title+eq+%22many%22', [1, 0]],
    ] as const) {
      expect([query, [await counts(query, 'COUNT('), await counts(query, 'resource_counts')]]).toEqual([
        query,
        expected,
      ]);
    }
  });

  it('loads no more than a page, whatever the filter', async () => {
    for (const query of [
      'count=3',
      'count=3&filter=title+eq+%22many%22',
      'count=3&filter=not+(title+pr)+or+id+pr',
    ]) {
      const sent = await statementsOf(() => tenant.get(`/Users?${query}&excludedAttributes=groups`));
      expect(sent.filter((sql) => sql.includes('r.document')).join()).toMatch(/LIMIT \?/);
    }
  });

  it('writes with few statements', async () => {
    const body = { schemas: [USER], userName: 'new@fabrikam.example', name: { givenName: 'N' }, title: 'T' };
    // The last two are the count and the entry of the provisioning log, which go with the commit.
    expect(await statementsOf(() => tenant.post('/Users', body))).toHaveLength(4);
    const patch = [
      { op: 'replace', path: 'title', value: 'Other' },
      { op: 'add', path: 'nickName', value: 'A' },
      { op: 'add', path: `${ENTERPRISE}:department`, value: 'D' },
    ];
    const path = `/Users/${user.id}?excludedAttributes=groups`;
    expect(await statementsOf(() => tenant.patch(path, patch))).toHaveLength(4);
    // What is there already is not written again, and the entry of the log comes later.
    expect(await statementsOf(() => tenant.patch(path, patch))).toHaveLength(1);
    const group = { schemas: [GROUP], displayName: 'Other' };
    expect(await statementsOf(() => tenant.post('/Groups', group))).toHaveLength(3);
  });

  describe(`on the members of a group of ${LARGE} costs what it costs in a group of ${SMALL}:`, () => {
    /** Rows of this database that MySQL reads and writes meanwhile; SQLite does not tell. */
    const rowsTouched = async (send: () => Promise<unknown>): Promise<Record<string, number>> => {
      const counters = async (): Promise<Record<string, number>> => {
        if (name !== 'mysql') return {};
        const rows = await service.storage.rows<{ name: string; count: number }>(
          `SELECT object_name AS name, count_star AS count FROM performance_schema.table_io_waits_summary_by_table
           WHERE object_schema = DATABASE() AND object_name IN ('users', 'groups', 'group_members', 'attribute_values')`,
        );
        return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]));
      };
      const before = await counters();
      await send();
      const after = await counters();
      return Object.fromEntries(
        Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)]),
      );
    };

    it.each(['add', 'remove'])('%s', async (op) => {
      const costs = [];
      for (const group of [small, large]) {
        const { id } = await tenant.createUser();
        if (op === 'remove') await patchMembers(group, 'add', id);
        let sent: string[] = [];
        const rows = await rowsTouched(async () => {
          sent = await statementsOf(() => patchMembers(group, op, id));
        });
        expect(sent).toHaveLength(name === 'mysql' ? 4 : 3);
        expect(sent.join('\n')).toMatch(
          op === 'add'
            ? /INTO group_members/
            : /DELETE \/\*\+ INDEX\(group_members PRIMARY\) \*\/ FROM group_members/,
        );
        for (const count of Object.values(rows)) expect(count).toBeLessThan(20);
        if (name === 'mysql') expect(rows.group_members).toBeGreaterThan(0);
        costs.push({ sent, rows });
      }
      expect(costs[1]).toEqual(costs[0]);
    });

    it('a filter on a member', async () => {
      const { id } = await tenant.createUser();
      for (const group of [small, large]) await patchMembers(group, 'add', id);
      const find = () =>
        tenant.find('/Groups', `id eq "${large.id}" and members eq "${id}"`, '&attributes=id');
      expect((await find()).body.totalResults).toBe(1);
      expect(await statementsOf(find)).toHaveLength(1);
      for (const count of Object.values(await rowsTouched(find))) expect(count).toBeLessThan(20);
    });
  });
});
