import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SqlValue } from '../../src/persistence/database/database.js';
import { PROBLEM_KINDS, type ProblemKind } from '../../src/persistence/verify/problems.js';
import { verify, type TenantFound } from '../../src/persistence/verify/verify.js';
import { onEveryDatabase } from '../support/databases.js';
import { EVENTS, register, string } from '../support/events-schema.js';
import { TestService } from '../support/service.js';
import { GROUP, USER, type TestTenant } from '../support/tenant.js';

/** A small directory with something of everything that is derived. */
interface Directory {
  readonly tenant: TestTenant;
  readonly user: string;
  readonly group: string;
  /** Contains `group`, which contains `user`. */
  readonly outer: string;
}

type Statement = readonly [sql: string, params: readonly SqlValue[]];
type Damage = readonly [
  title: string,
  kinds: readonly ProblemKind[],
  statements: (directory: Directory) => readonly Statement[],
];

const NOBODY = '00000000-0000-7000-8000-000000000000';
const INDEX_ROW =
  'INSERT INTO attribute_values (tenant_id, resource_id, path, element, value_key) VALUES (?, ?, ?, ?, ?)';
const MEMBERSHIP =
  'INSERT INTO group_members (tenant_id, group_id, member_id, member_type) VALUES (?, ?, ?, ?)';

const ofUser =
  (assignment: string): Damage[2] =>
  ({ tenant, user }) => [
    [`UPDATE users SET ${assignment} WHERE tenant_id = ? AND id = ?`, [tenant.id, user]],
  ];
const ofGroup =
  (assignment: string): Damage[2] =>
  ({ tenant, group }) => [
    [`UPDATE \`groups\` SET ${assignment} WHERE tenant_id = ? AND id = ?`, [tenant.id, group]],
  ];
const ofIndex =
  (statement: string, path: string): Damage[2] =>
  ({ tenant, user }) => [
    [`${statement} WHERE tenant_id = ? AND resource_id = ? AND path = ?`, [tenant.id, user, path]],
  ];

const DAMAGES: readonly Damage[] = [
  ['a document that is cut off', ['document'], ofUser('document = \'{"id":\'')],
  ['a document that is a list', ['document'], ofGroup("document = '[]'")],
  [
    'a document with its members',
    ['document'],
    ofGroup(`document = '{"schemas":["${GROUP}"],"id":"x","displayName":"x","members":[]}'`),
  ],
  [
    'a document of the core schema of groups',
    ['document'],
    ofUser(`document = REPLACE(document, '${USER}', '${GROUP}')`),
  ],
  [
    'the document of another resource',
    ['document-id'],
    ofUser(`document = REPLACE(document, id, '${NOBODY}')`),
  ],
  ['a version that no resource has', ['version'], ofUser('version = 0')],
  ['a change before the creation', ['version'], ofUser('modified_at = created_at - 1')],
  ['a lost column', ['column'], ofUser('active = NULL')],
  ['a changed column', ['column'], ofUser("display_name_key = 'x'")],
  ['a changed original', ['column'], ofUser("user_name = 'x'")],
  ['the wrong letter case in a column', ['column'], ofUser('display_name_key = UPPER(display_name_key)')],
  ['a text beside a short key', ['column'], ofGroup("external_id_text = 'x'")],
  ['a changed user name', ['unique-key'], ofUser("user_name_key = 'x'")],
  ['a changed group name', ['unique-key'], ofGroup("display_name_key = 'x'")],
  ['a group that may share its name', ['unique-key'], ofGroup('shares_name = 1')],
  ['a lost index row', ['index-row-missing'], ofIndex('DELETE FROM attribute_values', 'title')],
  [
    'a lost index row of a custom schema',
    ['index-row-missing'],
    ofIndex('DELETE FROM attribute_values', `${EVENTS}:badge`),
  ],
  [
    'a changed index row',
    ['index-row-wrong'],
    ofIndex("UPDATE attribute_values SET value_key = 'x'", 'emails.value'),
  ],
  [
    'a text beside a short value',
    ['index-row-wrong'],
    ofIndex("UPDATE attribute_values SET value_text = 'x'", 'title'),
  ],
  [
    'an index row of no value',
    ['index-row-extra'],
    ({ tenant, user }) => [[INDEX_ROW, [tenant.id, user, 'nickName', 0, 'x']]],
  ],
  [
    'an index row of no resource',
    ['index-row-orphaned'],
    ({ tenant }) => [[INDEX_ROW, [tenant.id, NOBODY, 'nickName', 0, 'x']]],
  ],
  [
    'a changed count',
    ['count'],
    ({ tenant }) => [
      [
        "INSERT INTO resource_counts (tenant_id, resource_type, slot, resources) VALUES (?, 'User', 200, 1)",
        [tenant.id],
      ],
    ],
  ],
  [
    'lost counts',
    ['count', 'count'],
    ({ tenant }) => [['DELETE FROM resource_counts WHERE tenant_id = ?', [tenant.id]]],
  ],
  [
    'a member of no group',
    ['membership-without-group'],
    ({ tenant, user }) => [[MEMBERSHIP, [tenant.id, NOBODY, user, 'User']]],
  ],
  [
    'a member that is nobody',
    ['membership-without-member'],
    ({ tenant, group }) => [[MEMBERSHIP, [tenant.id, group, NOBODY, 'User']]],
  ],
  [
    'a user as a group',
    ['member-type'],
    ({ tenant, user }) => [
      [
        "UPDATE group_members SET member_type = 'Group' WHERE tenant_id = ? AND member_id = ?",
        [tenant.id, user],
      ],
    ],
  ],
  [
    'a group in itself',
    ['membership-cycle'],
    ({ tenant, outer }) => [[MEMBERSHIP, [tenant.id, outer, outer, 'Group']]],
  ],
  [
    'two groups in each other',
    ['membership-cycle', 'membership-cycle'],
    ({ tenant, group, outer }) => [[MEMBERSHIP, [tenant.id, group, outer, 'Group']]],
  ],
  [
    'a schema that is cut off',
    ['custom-schema'],
    ({ tenant }) => [["UPDATE tenant_schemas SET definition = '{' WHERE tenant_id = ?", [tenant.id]]],
  ],
  [
    'a user that is gone alone',
    ['count', 'index-row-orphaned', 'membership-without-member'],
    ({ tenant, user }) => [['DELETE FROM users WHERE tenant_id = ? AND id = ?', [tenant.id, user]]],
  ],
];

onEveryDatabase('npm run verify', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  async function directory(): Promise<Directory> {
    const tenant = await service.createTenant();
    expect((await register(tenant, { attributes: [string('badge')] })).status).toBe(201);
    const { id: user } = await tenant.createUser({
      ...{ schemas: [USER, EVENTS], title: 'Chef', displayName: 'Kim', externalId: 'k' },
      emails: [{ type: 'work', value: 'kim@x.example' }],
      [EVENTS]: { badge: 'B-1' },
    });
    await tenant.createUser({ displayName: 'x'.repeat(300) });
    const { id: group } = await tenant.createGroup({ externalId: 'g', members: [{ value: user }] });
    const { id: outer } = await tenant.createGroup({ members: [{ value: group }] });
    return { tenant, user, group, outer };
  }

  async function found({ id }: TestTenant): Promise<TenantFound> {
    const all: TenantFound[] = [];
    await verify(service.storage, (tenant) => all.push(tenant));
    const own = all.find(({ tenantId }) => tenantId === id);
    if (own === undefined) throw new Error(`no tenant ${id}`);
    return own;
  }

  const kindsOf = ({ problems }: TenantFound): ProblemKind[] =>
    problems.flatMap(({ kind, count }) => Array.from({ length: count }, () => kind)).sort();

  it('finds nothing wrong with what the service has stored', async () => {
    const { tenant } = await directory();
    expect(await found(tenant)).toMatchObject({ users: 2, groups: 2, memberships: 2, problems: [] });
  });

  it.each(DAMAGES)('names %s', async (_title, kinds, statements) => {
    const own = await directory();
    await service.storage.transaction(async (tx) => {
      for (const [sql, params] of statements(own)) expect(await tx.run(sql, params)).toBeGreaterThan(0);
    });
    const verified = await found(own.tenant);
    expect(kindsOf(verified)).toEqual(kinds);
    const subjects = verified.problems.flatMap((problem) => problem.subjects).join();
    expect(
      [own.user, own.group, own.outer, NOBODY, 'User', 'tenant_schemas'].some((id) => subjects.includes(id)),
    ).toBe(true);
  });

  it('has a damage for each kind of problem', () => {
    expect(new Set(DAMAGES.flatMap(([, kinds]) => kinds))).toEqual(new Set(Object.keys(PROBLEM_KINDS)));
  });

  it('takes groups that share a name as the tenant lets them', async () => {
    const { tenant, group } = await directory();
    const { displayName } = (await tenant.get(`/Groups/${group}`)).body;
    const settings = (uniqueGroupNames: boolean) =>
      service.admin('PUT', `/tenants/${tenant.id}/settings`, { uniqueGroupNames });
    expect((await settings(false)).status).toBe(200);
    const { id } = await tenant.createGroup({ displayName, externalId: 'another' });
    expect(kindsOf(await found(tenant))).toEqual([]);
    expect((await tenant.delete(`/Groups/${id}`)).status).toBe(204);
    expect((await settings(true)).status).toBe(200);
    expect(kindsOf(await found(tenant))).toEqual([]);
  });

  describe('beside changes', () => {
    /** Has something happen as soon as a statement has been answered that begins so. */
    async function after(
      begins: RegExp,
      change: () => Promise<unknown>,
      tenant: TestTenant,
    ): Promise<TenantFound> {
      const { storage } = service;
      const rows = storage.rows.bind(storage);
      let changed = false;
      storage.rows = async (sql, params = []) => {
        const answer = await rows(sql, params);
        if (!changed && begins.test(sql) && params[0] === tenant.id && answer.length > 0) {
          changed = true;
          await change();
        }
        return answer as never;
      };
      try {
        return await found(tenant);
      } finally {
        storage.rows = rows;
        expect(changed).toBe(true);
      }
    }

    it('reports no resource that changes after it was read', async () => {
      const { tenant, user } = await directory();
      const change = () => tenant.patch(`/Users/${user}`, [{ op: 'replace', path: 'title', value: 'Cook' }]);
      expect(kindsOf(await after(/^SELECT r\.\* FROM users/, change, tenant))).toEqual([]);
    });

    it('reports no resource that is deleted after it was read', async () => {
      const { tenant, user } = await directory();
      const change = () => tenant.delete(`/Users/${user}`);
      expect(kindsOf(await after(/^SELECT r\.\* FROM users/, change, tenant))).toEqual([]);
    });

    it('reports no values of a schema that is registered meanwhile', async () => {
      const tenant = await service.createTenant();
      const { id } = await tenant.createUser();
      const change = async () => {
        await register(tenant, { attributes: [string('badge')] });
        await tenant.createUser({ schemas: [USER, EVENTS], [EVENTS]: { badge: 'B-2' } });
        await tenant.patch(`/Users/${id}`, [{ op: 'add', path: `${EVENTS}:badge`, value: 'B-3' }]);
      };
      expect(kindsOf(await after(/^SELECT r\.\* FROM users/, change, tenant))).toEqual([]);
    });

    it('reports nothing of a tenant whose rows are being removed', async () => {
      const { tenant } = await directory();
      const change = () =>
        service.storage.transaction(async (tx) => {
          await tx.run('DELETE FROM tenants WHERE id = ?', [tenant.id]);
          for (const table of ['users', 'attribute_values', 'resource_counts']) {
            await tx.run(`DELETE FROM ${table} WHERE tenant_id = ?`, [tenant.id]);
          }
        });
      expect(kindsOf(await after(/^SELECT r\.\* FROM users/, change, tenant))).toEqual([]);
    });
  });

  it('digests resources and memberships in the order of their keys, alike on every database', async () => {
    const tenant = await service.createTenant();
    const [first, second] = [NOBODY, NOBODY.replace(/0$/, 'a')];
    const document = (id: string) => JSON.stringify({ schemas: [GROUP], id, displayName: `Zoë ${id}` });
    const columns =
      'tenant_id, id, display_name, display_name_key, created_at, modified_at, version, document';
    await service.storage.transaction(async (tx) => {
      for (const id of [second, first]) {
        const values = [tenant.id, id, `Zoë ${id}`, `zoë ${id}`, 1_800_000_000_000, 1_800_000_000_001, 7];
        await tx.run(`INSERT INTO \`groups\` (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, [
          ...values,
          document(id),
        ]);
      }
      await tx.run(MEMBERSHIP, [tenant.id, second, first, 'Group']);
      await tx.run(
        "INSERT INTO resource_counts (tenant_id, resource_type, slot, resources) VALUES (?, 'Group', 0, 2)",
        [tenant.id],
      );
    });
    const lines = [
      ...[first, second].map((id) => ['Group', id, 7, 1_800_000_000_000, 1_800_000_000_001, document(id)]),
      ['member', second, first, 'Group'],
    ];
    const digest = createHash('sha256').update(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const verified = await found(tenant);
    expect(verified).toMatchObject({ groups: 2, memberships: 1, problems: [] });
    expect(verified.digest).toBe(digest.digest('hex'));
  });
});
