import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SqlValue } from '../../src/persistence/database/database.js';
import { verify } from '../../src/persistence/verify/verify.js';
import { onEveryDatabase } from '../support/databases.js';
import { ADMIN_TOKEN, TestService } from '../support/service.js';
import { check, FAULTS, summary, type Fault, type Finding } from './check.ts';
import { Client } from './client.ts';
import { Directory, GROUP, groupState, PATCH_OP, SHARED, USER, userState, type Found } from './directory.ts';
import { HttpClient } from './http-client.ts';
import { Ledger, SOMETHING, type Entry, type Read, type Write } from './ledger.ts';

/** What a client has done in a tenant of its own: all that the clients of a run do, once. */
interface Done {
  readonly tenantId: string;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly kim: string;
  readonly group: string;
  readonly shared: string;
  readonly members: Readonly<Record<'ann' | 'ben' | 'cleo', string>>;
}

type Statement = readonly [sql: string, params: readonly SqlValue[]];
type Damage = readonly [
  title: string,
  faults: readonly Fault[],
  statements: (done: Done) => readonly Statement[],
];

const NEW_ID = '01a00000-0000-7000-8000-000000000000';

const ofKim =
  (assignment: string): Damage[2] =>
  ({ tenantId, kim }) => [[`UPDATE users SET ${assignment} WHERE tenant_id = ? AND id = ?`, [tenantId, kim]]];
const valueOfKim = (from: string, to: string): Damage[2] =>
  ofKim(`document = REPLACE(document, '${from}', '${to}')`);

/** A user like Kim with another name and value. */
const anotherUser =
  (name: string, value: string, key = name): Damage[2] =>
  ({ tenantId, kim }) => [
    [
      `INSERT INTO users (tenant_id, id, user_name, user_name_key, active, created_at, modified_at, version, document)
       SELECT tenant_id, ?, ?, ?, active, created_at, modified_at, version,
         REPLACE(REPLACE(REPLACE(document, id, ?), 'kim-2', ?), 'kim', ?)
       FROM users WHERE tenant_id = ? AND id = ?`,
      [NEW_ID, name, key, NEW_ID, value, name, tenantId, kim],
    ],
  ];
const ofMembership =
  (
    change: 'INSERT' | 'DELETE',
    group: 'group' | 'shared',
    member: keyof Done['members'] | 'kim',
  ): Damage[2] =>
  (done) => {
    const ids = [done.tenantId, done[group], member === 'kim' ? done.kim : done.members[member]];
    return change === 'DELETE'
      ? [['DELETE FROM group_members WHERE tenant_id = ? AND group_id = ? AND member_id = ?', ids]]
      : [
          [
            "INSERT INTO group_members (tenant_id, group_id, member_id, member_type) VALUES (?, ?, ?, 'User')",
            ids,
          ],
        ];
  };
const ofLog =
  (statement: string): Damage[2] =>
  ({ tenantId, kim }) => [
    [`${statement} WHERE tenant_id = ? AND resource_id = ? AND action = 'update'`, [tenantId, kim]],
  ];

const DAMAGES: readonly Damage[] = [
  [
    'a user that is gone',
    ['lost', 'half'],
    ({ tenantId, kim }) => [['DELETE FROM users WHERE tenant_id = ? AND id = ?', [tenantId, kim]]],
  ],
  [
    'a group that is gone',
    ['lost', 'half'],
    ({ tenantId, group }) => [['DELETE FROM `groups` WHERE tenant_id = ? AND id = ?', [tenantId, group]]],
  ],
  ['a user as it was before', ['lost', 'half'], valueOfKim('kim-2', 'kim-1')],
  ['a deleted user that is there again', ['lost', 'half'], anotherUser('lee', 'lee-1')],
  ['a user that nobody has created', ['phantom', 'half'], anotherUser('max', 'max-1')],
  ['a user whose creation was refused', ['phantom', 'half'], anotherUser('noa', 'noa-1')],
  ['a value that nobody has written', ['phantom', 'half'], valueOfKim('kim-2', 'max-1')],
  [
    'one of two values that are written together',
    ['half'],
    valueOfKim('"nickName":"kim-2"', '"nickName":"kim-1"'),
  ],
  ['a value that is missing beside another', ['half'], valueOfKim('"nickName":"kim-2",', '')],
  ['a group without one of its members', ['half'], ofMembership('DELETE', 'group', 'ben')],
  ['a group whose change was half made', ['half'], ofMembership('INSERT', 'group', 'ann')],
  [
    'a group with its members of before',
    ['lost'],
    (done) => [
      ...ofMembership('DELETE', 'group', 'cleo')(done),
      ...ofMembership('INSERT', 'group', 'ann')(done),
    ],
  ],
  ['a group with somebody who was never in it', ['phantom'], ofMembership('INSERT', 'group', 'kim')],
  ['a lost membership', ['lost'], ofMembership('DELETE', 'shared', 'ann')],
  ['a membership that was ended', ['lost'], ofMembership('INSERT', 'shared', 'ben')],
  ['a membership that nobody has made', ['phantom'], ofMembership('INSERT', 'shared', 'kim')],
  ['two users of one name', ['half', 'duplicate'], anotherUser('kim', 'kim-2', 'kim twice')],
  [
    'two groups of one name',
    ['half', 'duplicate'],
    ({ tenantId, group }) => [
      [
        `INSERT INTO \`groups\` (tenant_id, id, display_name, display_name_key, shares_name, created_at, modified_at, version, document)
         SELECT tenant_id, ?, display_name, 'crew twice', shares_name, created_at, modified_at, version, REPLACE(document, id, ?)
         FROM \`groups\` WHERE tenant_id = ? AND id = ?`,
        [NEW_ID, NEW_ID, tenantId, group],
      ],
    ],
  ],
  ['a version of before', ['lost'], ofKim('version = 1')],
  ['a lost entry of the log', ['lost'], ofLog('DELETE FROM provisioning_log')],
  [
    'an entry of the log that is there twice',
    ['duplicate'],
    ({ tenantId, kim }) => [
      [
        `INSERT INTO provisioning_log (tenant_id, id, request_id, actor_kind, actor, action, outcome, resource_type,
           resource_id, status, duration_ms)
         SELECT tenant_id, ?, request_id, actor_kind, actor, action, outcome, resource_type, resource_id, status,
           duration_ms
         FROM provisioning_log WHERE tenant_id = ? AND resource_id = ? AND action = 'update'`,
        [NEW_ID, tenantId, kim],
      ],
    ],
  ],
  [
    'an entry of the log about a request of nobody',
    ['lost', 'phantom'],
    ofLog("UPDATE provisioning_log SET request_id = 'x'"),
  ],
  [
    'a lost index row',
    ['half'],
    ({ tenantId, kim }) => [
      [
        "DELETE FROM attribute_values WHERE tenant_id = ? AND resource_id = ? AND path = 'title'",
        [tenantId, kim],
      ],
    ],
  ],
  [
    'a wrong count',
    ['half'],
    ({ tenantId }) => [
      [
        "UPDATE resource_counts SET resources = resources + 1 WHERE tenant_id = ? AND resource_type = 'User'",
        [tenantId],
      ],
    ],
  ],
];

onEveryDatabase('the checker of npm run chaos', (name) => {
  let service: TestService;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'invitedesk-check-'));
    service = await TestService.start(name);
  });
  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });

  async function done(): Promise<Done> {
    const tenant = await service.createTenant();
    const ledger = new Ledger(join(folder, `${tenant.id}.jsonl`));
    const client = new Client(
      'w0',
      { id: tenant.id, name: 't0', code: tenant.accessCode },
      service.url,
      ledger,
    );
    const create = async (
      kind: 'user' | 'group',
      name: string,
      state: string | null,
      body: object,
    ): Promise<string> => {
      const path = kind === 'user' ? '/scim/v2/Users' : '/scim/v2/Groups';
      const subject = client.subject(kind, name);
      const wrote = await client.write({ subject, state, method: 'POST', path, body, isCertain: true });
      return wrote.body.id;
    };
    const createUser = (userName: string, more: object = {}): Promise<string> => {
      const values = { title: `${userName}-1`, nickName: `${userName}-1` };
      return create('user', userName, userState(values), { schemas: [USER], userName, ...values, ...more });
    };
    const createGroup = (
      displayName: string,
      state: string | null,
      ids: readonly string[],
    ): Promise<string> =>
      create('group', displayName, state, {
        schemas: [GROUP],
        displayName,
        members: ids.map((value) => ({ value })),
      });
    const patch = (
      subject: string,
      state: string | null,
      path: string,
      operations: readonly object[],
      id?: string,
    ) =>
      client.write({
        ...{ subject, state, method: 'PATCH', path: `/scim/v2/${path}`, isCertain: true },
        ...(id === undefined ? {} : { id }),
        body: { schemas: [PATCH_OP], Operations: operations },
      });
    const kim = await createUser('kim');
    const values = { title: 'kim-2', nickName: 'kim-2' };
    await patch(
      client.subject('user', 'kim'),
      userState(values),
      `Users/${kim}`,
      [{ op: 'replace', value: values }],
      kim,
    );
    const lee = await createUser('lee');
    await client.write({
      ...{ subject: client.subject('user', 'lee'), state: null, method: 'DELETE', isCertain: true },
      path: `/scim/v2/Users/${lee}`,
    });
    await createUser('noa', { active: 'perhaps' });
    const members = {
      ann: await createUser('ann'),
      ben: await createUser('ben'),
      cleo: await createUser('cleo'),
    };
    const group = await createGroup('crew', groupState(['ann', 'ben']), [members.ann, members.ben]);
    await patch(client.subject('group', 'crew'), groupState(['ben', 'cleo']), `Groups/${group}`, [
      { op: 'remove', path: `members[value eq "${members.ann}"]` },
      { op: 'add', path: 'members', value: [{ value: members.cleo }] },
    ]);
    const shared = await createGroup(SHARED, SHARED, []);
    for (const name of ['ann', 'ben'] as const) {
      await patch(client.subject('member', name), 'in', `Groups/${shared}`, [
        { op: 'add', path: 'members', value: [{ value: members[name] }] },
      ]);
    }
    await patch(client.subject('member', 'ben'), null, `Groups/${shared}`, [
      { op: 'remove', path: `members[value eq "${members.ben}"]` },
    ]);
    return { tenantId: tenant.id, client, ledger, kim, group, shared, members };
  }

  async function findings({ client, ledger, tenantId }: Done): Promise<Finding[]> {
    const problems: string[] = [];
    await verify(service.storage, (found) => {
      if (found.tenantId === tenantId) problems.push(...found.problems.map(({ kind }) => kind));
    });
    const clientOf = (token: string): HttpClient => new HttpClient(service.url, token);
    return check(ledger.entries, await Directory.read([client.tenant], clientOf, ADMIN_TOKEN, problems));
  }

  const faultsOf = (all: readonly Finding[]): Fault[] =>
    FAULTS.filter((fault) => all.some((finding) => finding.fault === fault));

  const apply = (statements: readonly Statement[]): Promise<void> =>
    service.storage.transaction(async (tx) => {
      for (const [sql, params] of statements) expect(await tx.run(sql, params)).toBeGreaterThan(0);
    });

  it('finds nothing where nothing was damaged', async () => {
    const own = await done();
    await own.client.findUser('kim');
    await own.client.findUser('lee');
    expect(await findings(own)).toEqual([]);
    expect(summary([])).toBe('0 lost, 0 phantom, 0 stale, 0 half, 0 duplicate');
  });

  it.each(DAMAGES)('sees %s', async (_title, faults, statements) => {
    const own = await done();
    await apply(statements(own));
    const found = await findings(own);
    expect(faultsOf(found)).toEqual(faults);
  });

  it.each([
    ['of before', valueOfKim('kim-2', 'kim-1'), valueOfKim('kim-1', 'kim-2')],
    ['that seems to be gone', ofKim("user_name_key = 'x'"), ofKim("user_name_key = 'kim'")],
    ['with a lower version', ofKim('version = version - 1'), ofKim('version = version + 1')],
  ])('sees that somebody read a user %s, even when it is right in the end', async (_, damage, repair) => {
    const own = await done();
    await own.client.findUser('kim');
    await apply(damage(own));
    await own.client.findUser('kim');
    await apply(repair(own));
    const found = await findings(own);
    expect(faultsOf(found)).toEqual(['stale']);
  });
});

describe('the checker of npm run chaos, on a history', () => {
  const write = (more: Partial<Write>): Write => ({
    ...{ kind: 'write', client: 'w0', subject: 't0/user/kim', state: 'a+a', at: 0, until: 10, outcome: 'ok' },
    ...{ requestId: '1', isCreation: true, isCertain: false, version: null, id: null },
    ...more,
  });
  const read = (more: Partial<Read>): Read => ({
    ...{ kind: 'read', client: 'r0', subject: 't0/user/kim', state: 'a+a', at: 20, until: 30 },
    ...{ version: null, id: null },
    ...more,
  });
  const faults = (entries: readonly Entry[], state: string | null = 'a+a'): Fault[] => {
    const states = new Map(state === null ? [] : [['t0/user/kim', [state]]]);
    const found: Found = { states, versions: new Map(), logged: [], problems: [] };
    return check(entries, found).map(({ fault }) => fault);
  };
  const change = (more: Partial<Write>): Write =>
    write({ requestId: '2', state: 'b+b', isCreation: false, ...more });

  it('takes what has an unknown outcome for done or not', () => {
    for (const state of ['a+a', 'b+b']) {
      expect(faults([write({}), change({ at: 20, until: 30, outcome: 'unknown' })], state)).toEqual([]);
    }
    expect(faults([write({ outcome: 'unknown' })], null)).toEqual([]);
  });
  it('takes no outcome of before the last acknowledged one', () => {
    const history = [write({}), change({ at: 20, until: 30, outcome: 'unknown' })];
    expect(faults([...history, change({ requestId: '3', state: 'c+c', at: 40, until: 50 })], 'b+b')).toEqual([
      'lost',
    ]);
  });
  it('lets a reader see a change that is under way, or not', () => {
    const history = [write({}), change({ at: 15, until: 40 })];
    expect(faults([...history, read({}), read({ state: 'b+b' })], 'b+b')).toEqual([]);
    expect(faults([...history, read({ at: 41, until: 50 })], 'b+b')).toEqual(['stale']);
    expect(faults([...history, read({ state: 'b+b', at: 11, until: 14 })], 'b+b')).toEqual(['stale']);
  });
  it('sees a creation that was acknowledged twice', () => {
    expect(faults([write({}), write({ requestId: '2', client: 'w1', at: 1 })])).toEqual(['duplicate']);
  });
  it('sees a version that was given twice', () => {
    const versions = { id: '7', version: 2 };
    expect(faults([write(versions), change({ ...versions, at: 20, until: 30 })], 'b+b')).toEqual(['lost']);
  });
  it('sees a refusal for the sake of a user that nobody has created', () => {
    const refused = write({ outcome: 'refused' });
    expect(faults([refused, read({ state: SOMETHING })], null)).toEqual(['phantom']);
  });
});
