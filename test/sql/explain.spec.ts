import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { USUAL_SETTINGS } from '../../src/access/tenant-settings.js';
import type { SqlValue } from '../../src/persistence/database/database.js';
import { UsersByObjectId } from '../../src/sso/users-by-object-id.js';
import { insertRows } from '../support/bulk-rows.js';
import { onEveryDatabase } from '../support/databases.js';
import { insertGroups, insertUsers } from '../support/many-users.js';
import { TestService } from '../support/service.js';
import { ENTERPRISE, type TestTenant } from '../support/tenant.js';

const ROWS = 5000;
const TABLES = ['users', 'groups', 'group_members', 'attribute_values'];

/** A table or index read from end to end; temporary tables are small. */
const SCAN = /Table scan on (?!<)|Index scan on|^SCAN /im;
/** The rows found so far, `r`, are read whole in a recursive query. */
const SCAN_BUT_OF_CTE = /Table scan on (?![<r])|Index scan on|^SCAN (?!r$)/im;

/** The probes of Entra, and the indexes that are to serve them. */
const PROBES: readonly (readonly [string, string, (id: string, first: string) => string, RegExp])[] = [
  ['userName', '/Users', () => 'userName eq "user-77@b.c"', /uq_users_user_name|sqlite_autoindex_users_2/],
  ['externalId', '/Users', () => 'externalId eq "ext-77"', /ix_users_external_id/],
  ['an e-mail', '/Users', () => 'emails[type eq "work"].value eq "mail-77@b.c"', /ix_attribute_values_value/],
  ['an attribute without a column', '/Users', () => 'title eq "title-77"', /ix_attribute_values_value/],
  [
    'an extension attribute',
    '/Users',
    () => `${ENTERPRISE}:department eq "dep-77"`,
    /ix_attribute_values_value/,
  ],
  // Names that hold a backslash, which Entra does not escape: either reading is looked for.
  [
    'userName with a backslash',
    '/Users',
    () => String.raw`userName eq "user-77\u0040b.c"`,
    /uq_users_user_name|sqlite_autoindex_users_2/,
  ],
  [
    'externalId with a backslash',
    '/Users',
    () => String.raw`externalId eq "ext\u002d77"`,
    /ix_users_external_id/,
  ],
  [
    'an e-mail with a backslash',
    '/Users',
    () => String.raw`emails[type eq "work"].value eq "mail-77\u0040b.c"`,
    /ix_attribute_values_value/,
  ],
  [
    'an extension attribute with a backslash',
    '/Users',
    () => String.raw`${ENTERPRISE}:department eq "dep\u002d77"`,
    /ix_attribute_values_value/,
  ],
  [
    'displayName with a backslash',
    '/Groups',
    () => String.raw`displayName eq "Group\u002077"`,
    /uq_groups_unique_name|sqlite_autoindex_groups_2/,
  ],
  [
    'either of two members',
    '/Groups',
    (id) => `members eq "${id}" or members eq "x"`,
    /ix_group_members_member/,
  ],
  [
    'the beginning of a name',
    '/Users',
    () => 'userName sw "user-77@"',
    /uq_users_user_name|sqlite_autoindex_users_2/,
  ],
  [
    'displayName',
    '/Groups',
    () => 'displayName eq "Group 77"',
    /uq_groups_unique_name|sqlite_autoindex_groups_2/,
  ],
  [
    'id and manager',
    '/Users',
    (id) => `id eq "${id}" and manager eq "manager-77"`,
    /PRIMARY|sqlite_autoindex_users_1/,
  ],
  ['id and member', '/Groups', (id, first) => `id eq "${first}" and members eq "${id}"`, /group_members/],
  ['a member', '/Groups', (id) => `members eq "${id}"`, /ix_group_members_member/],
];

onEveryDatabase('the index', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let ids: string[] = [];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const other = await service.createTenant();
    ids = await fill(tenant.id);
    await fill(other.id);
    // MySQL keeps statistics by itself; SQLite has none in service, and must find its plans without.
    if (name === 'mysql') {
      await service.storage.rows(`ANALYZE TABLE ${TABLES.map((table) => `\`${table}\``).join(', ')}`);
    }
  });
  beforeEach(() => tenant.get('/Schemas'));
  afterAll(() => service.stop());

  /** Users and groups as the service would store them, without what no probe looks at. */
  const fill = async (tenantId: string): Promise<string[]> => {
    const { storage } = service;
    const made = await insertUsers(storage, tenantId, ROWS, {
      userName: (index) => `user-${index}@b.c`,
      values: (index) => [
        ['emails.value', `mail-${index}@b.c`],
        ['emails.type', 'work'],
        ['title', `title-${index}`],
        ['enterprise:department', `dep-${index}`],
        ['enterprise:manager.value', `manager-${index}`],
      ],
      document: (id) => ({ id }),
    });
    await insertGroups(storage, tenantId, made);
    const members = made.map((id) => [tenantId, made[0] ?? '', id, 'User']);
    await insertRows(
      storage,
      'group_members',
      ['tenant_id', 'group_id', 'member_id', 'member_type'],
      members,
    );
    return made;
  };

  /** The statements that a request sends, with their parameters. */
  const statementsOf = async (send: () => Promise<{ status: number; body: any }>) => {
    const { storage } = service;
    const sent: { sql: string; params: readonly SqlValue[] }[] = [];
    const rows = storage.rows.bind(storage);
    storage.rows = (sql, params = []) => {
      // Signing in again every few seconds is no statement of a request.
      if (!sql.includes('access_codes')) sent.push({ sql, params });
      return rows(sql, params);
    };
    const answer = await send().finally(() => {
      storage.rows = rows;
    });
    expect(answer.status).toBe(200);
    return { sent, total: answer.body.totalResults as number };
  };

  const planOf = async (sql: string, params: readonly SqlValue[]): Promise<string> => {
    const prefix = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN FORMAT=TREE';
    const rows = await service.storage.rows<Record<string, unknown>>(`${prefix} ${sql}`, params);
    return rows.map((row) => String(row.detail ?? row.EXPLAIN)).join('\n');
  };

  it.each([
    ['externalId', /ix_users_external_id/],
    [`${ENTERPRISE}:employeeNumber`, /ix_attribute_values_value/],
  ])('serves the look-up of a sign-in by %s, in any letter case', async (attribute, index) => {
    const owner = { tenantId: tenant.id, schemasRevision: null, settings: USUAL_SETTINGS };
    const users = service.app.get(UsersByObjectId, { strict: false });
    const { sent } = await statementsOf(async () => {
      const found = await users.find(owner, attribute, 'abcdef01-2345-4789-abcd-ef0123456789');
      return { status: 200, body: { totalResults: found.length } };
    });
    expect(sent).toHaveLength(1);
    for (const { sql, params } of sent) {
      const plan = await planOf(sql, params);
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(SCAN);
    }
  });

  it.each(PROBES)('serves the probe by %s, without a scan', async (_title, endpoint, filter, index) => {
    const query = () =>
      tenant.find(endpoint, filter(ids[77] ?? '', ids[0] ?? ''), '&excludedAttributes=groups,members');
    const { sent, total } = await statementsOf(query);
    expect(total).toBe(1);
    // SQLite looks at one unique key at a time, in the process itself.
    expect(sent).toHaveLength(
      name === 'sqlite' && /^(?:userName|displayName) .*\\/.test(filter('', '')) ? 2 : 1,
    );
    for (const { sql, params } of sent) {
      const plan = await planOf(sql, params);
      // MySQL reads a row of a unique key while it plans, and says so.
      expect(plan).toMatch(
        name === 'mysql' ? new RegExp(`${index.source}|Rows fetched before execution`) : index,
      );
      expect(plan).not.toMatch(SCAN);
      const [, examined = '0'] = /rows=(\d+)/.exec(plan) ?? [];
      expect(Number(examined)).toBeLessThan(50);
    }
  });

  it.each([
    ['a page of users', () => tenant.get('/Users?count=20')],
    ['a long page of users', () => tenant.get('/Users?count=500')],
    ['a long page of users by cursor', () => tenant.get('/Users?count=500&cursor=')],
    ['a long page of groups', () => tenant.get('/Groups?count=500&excludedAttributes=members')],
    ['a page of groups', () => tenant.get('/Groups?count=20&excludedAttributes=members')],
    ['a user with groups', () => tenant.get(`/Users/${ids[9]}`)],
  ])("reads %s by the tenant's part of an index", async (_title, send) => {
    const { sent } = await statementsOf(send);
    expect(sent.length).toBeGreaterThan(0);
    for (const { sql, params } of sent) {
      const plan = await planOf(sql, params);
      expect(plan).not.toMatch(sql.startsWith('WITH') ? SCAN_BUT_OF_CTE : SCAN);
      // Memberships are looked up by their member, not by the tenant alone.
      expect(plan).not.toMatch(/ix_group_members_member \(tenant_id=(?:\?|'[^']*')\)/);
      // In the order of the index: nothing is sorted before a page is cut. What is gathered of nested groups, for the
      // users of a page, has no such order.
      if (sql.includes('LIMIT') && !sql.includes('RECURSIVE reached'))
        expect(plan).not.toMatch(/Sort|TEMP B-TREE/i);
    }
  });

  it('serves reads of the same moment that share a statement', async () => {
    const few = ids.slice(40, 60);
    const readAll = async () => {
      const reads = few.map((id) => tenant.get(`/Users/${id}`));
      const probes = few.map((_, i) => tenant.find('/Users', `userName eq "user-${i}@b.c"`));
      const answers = await Promise.all([...reads, ...probes]);
      return answers.find(({ status }) => status !== 200) ?? { status: 200, body: {} };
    };
    // By then there are connections enough for all to come at once.
    await readAll();
    const { sent } = await statementsOf(readAll);
    if (name === 'mysql') expect(sent.some(({ sql }) => /IN \(\?, /.test(sql))).toBe(true);
    const lookUps = sent.filter(({ sql }) => sql.includes('lookup_key'));
    expect(lookUps.length).toBeGreaterThan(0);
    for (const { sql, params } of lookUps) {
      const plan = await planOf(sql, params);
      expect(plan).not.toMatch(SCAN);
      expect(plan).not.toMatch(/ix_group_members_member \(tenant_id=(?:\?|'[^']*')\)/);
    }
  });

  it.each([
    ['all users', () => 'users?limit=20', 1],
    ['users by what a name begins with', () => 'users?limit=20&search=user-7', 1],
    ['users by what a display name begins with', () => 'users?limit=20&search=name-7', 2],
    ['users by what an address begins with', () => 'users?limit=20&search=mail-7', 3],
    ['groups by what a name begins with', () => 'groups?limit=20&search=Group 7', 1],
    ['members', () => `groups/${ids[0]}/members?limit=20`, 2],
  ])('shows operators %s in the order of an index', async (_title, path, statements) => {
    const answered = await statementsOf(() => service.admin('GET', `/tenants/${tenant.id}/${path()}`));
    // The total is counted once in a while, whatever the list.
    const sent = answered.sent.filter(({ sql }) => !/^SELECT (?:COUNT|SUM)\(/.test(sql));
    expect(sent).toHaveLength(statements);
    for (const { sql, params } of sent) {
      const plan = await planOf(sql, params);
      expect(plan).not.toMatch(SCAN);
      expect(plan).not.toMatch(/\bSort\b|TEMP B-TREE/i);
    }
  });

  it('is asked with the tenant first, in every statement', async () => {
    for (const [, endpoint, filter] of PROBES) {
      const { sent } = await statementsOf(() => tenant.find(endpoint, filter(ids[77] ?? '', ids[0] ?? '')));
      expect(sent.length).toBeGreaterThan(0);
      for (const { sql, params } of sent) {
        expect(sql).toMatch(/WHERE (?:\w\.)?tenant_id = \?/);
        expect(params.filter((value) => value === tenant.id)).toHaveLength(
          sql.match(/tenant_id = \?/g)?.length ?? 0,
        );
      }
    }
  });
});
