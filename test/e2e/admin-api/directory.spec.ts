import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { allPages } from '../../support/pages.js';
import { inParallel } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('the admin API for users and groups', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let path: string;
  let lena: any;
  let sales: any;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}`;
    lena = await tenant.createUser({
      userName: 'Lena.Vos@contoso.example',
      displayName: 'Vos, Lena',
      externalId: 'ext-lena',
      emails: [
        { value: 'private@lena.example', type: 'home' },
        { value: 'Press@contoso.example', type: 'work' },
        { value: 'prefix.second@contoso.example', type: 'other' },
      ],
    });
    await tenant.createUser({ userName: 'press.office@contoso.example', active: false });
    await tenant.createUser({ userName: 'anna@contoso.example', displayName: 'Press Anna' });
    await tenant.createUser({ userName: 'nobody@contoso.example', displayName: 'Prêt' });
    sales = await tenant.createGroup({ displayName: 'Sales', members: [{ value: lena.id }] });
    await tenant.createGroup({ displayName: 'sales north', members: [{ value: sales.id }] });
  });
  afterAll(() => service.stop());

  const names = async (search: string) => {
    const { body } = await service.admin('GET', `${path}/users?search=${encodeURIComponent(search)}`);
    return body.items.map(({ userName }: any) => userName);
  };

  it('shows users with the attributes that identify them', async () => {
    const { status, body } = await service.admin('GET', `${path}/users?search=lena`);
    expect([status, body]).toEqual([
      200,
      {
        items: [
          {
            id: lena.id,
            userName: 'Lena.Vos@contoso.example',
            displayName: 'Vos, Lena',
            email: 'Press@contoso.example',
            active: true,
            externalId: 'ext-lena',
            createdAt: lena.meta.created,
            modifiedAt: lena.meta.lastModified,
            lastError: null,
          },
        ],
        nextCursor: null,
        total: null,
        isPartial: false,
      },
    ]);
  });

  it.each<[string, string[]]>([
    ['LENA.v', ['Lena.Vos@contoso.example']],
    ['vos,', ['Lena.Vos@contoso.example']],
    // By user name, by display name, by address: each once.
    ['press', ['press.office@contoso.example', 'anna@contoso.example', 'Lena.Vos@contoso.example']],
    ['pre', ['press.office@contoso.example', 'anna@contoso.example', 'Lena.Vos@contoso.example']],
    ['prêt', ['nobody@contoso.example']],
    ['pr\u0065\u0302t', ['nobody@contoso.example']],
    // In the middle of a user name, then of a display name, after what begins with it.
    ['office', ['press.office@contoso.example']],
    ['ress', ['press.office@contoso.example', 'anna@contoso.example']],
    [
      '@contoso',
      [
        'Lena.Vos@contoso.example',
        'press.office@contoso.example',
        'anna@contoso.example',
        'nobody@contoso.example',
      ],
    ],
    ['LENA', ['Lena.Vos@contoso.example']],
    ['ext-l', ['Lena.Vos@contoso.example']],
    ['Ext-l', []],
    ['xt-lena', []],
    ['%', []],
    ['_', []],
    ["'; DROP TABLE users; --", []],
    ['\u0000', []],
  ])('finds users by %j', async (search, expected) => {
    expect(await names(search)).toEqual(expected);
  });

  it('pages through users and groups in order, each once, whatever is found by', async () => {
    const many = await service.createTenant();
    const people = `/tenants/${many.id}/users`;
    await inParallel(25, (i) =>
      many.createUser({
        userName: i < 10 ? `max-${i}@b.c` : `user-${i}@b.c`,
        ...(i >= 5 && i < 20 ? { displayName: i % 2 === 0 ? 'Max' : `Max ${i}` } : {}),
        emails: [
          { value: `max.${i}@mail.example`, type: 'work' },
          { value: `MAX.${i}@mail.example`, type: 'home' },
        ],
      }),
    );
    await inParallel(7, (i) => many.createGroup({ displayName: `Team ${i}` }));
    for (const limit of [1, 3, 10, 200]) {
      const { items } = await allPages(service, people, limit);
      const sorted = items.map(({ userName }) => userName);
      expect([sorted.length, sorted]).toEqual([25, [...sorted].sort()]);
      const found = await inPages(`${people}?search=max`, limit);
      expect(found).toHaveLength(25);
      expect(new Set(found.map(({ id }) => id)).size).toBe(25);
      expect(found.slice(0, 10).every(({ userName }) => userName.startsWith('max'))).toBe(true);
      expect(found.slice(10, 20).every(({ displayName }) => /^Max/.test(displayName ?? ''))).toBe(true);
      expect((await inPages(`/tenants/${many.id}/groups?search=TEAM`, limit)).map(nameOf)).toEqual(
        Array.from({ length: 7 }, (_, i) => `Team ${i}`),
      );
    }
  });
  const nameOf = ({ displayName }: any) => displayName;
  const inPages = async (url: string, limit: number): Promise<any[]> => {
    const items: any[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await service.admin('GET', `${url}&limit=${limit}${after}`);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    return items;
  };

  it('shows a user as SCIM does, with its groups', async () => {
    const { status, body } = await service.admin('GET', `${path}/users/${lena.id}`);
    expect(status).toBe(200);
    expect(body.resource).toEqual((await tenant.get(`/Users/${lena.id}`)).body);
    expect(body.resource.groups.map(({ display, type }: any) => [display, type])).toEqual([
      ['Sales', 'direct'],
      ['sales north', 'indirect'],
    ]);
  });

  it('shows a group with the number of its members, and the members page by page', async () => {
    const { body } = await service.admin('GET', `${path}/groups/${sales.id}`);
    const group = (await tenant.get(`/Groups/${sales.id}?excludedAttributes=members`)).body;
    expect(body).toEqual({ resource: group, memberCount: 1 });
    expect((await service.admin('GET', `${path}/groups/${sales.id}/members`)).body).toEqual({
      items: [
        {
          id: lena.id,
          type: 'User',
          name: 'Lena.Vos@contoso.example',
          displayName: 'Vos, Lena',
          since: expect.stringMatching(/Z$/),
        },
      ],
      nextCursor: null,
    });
    const users = await inParallel(7, () => tenant.createUser());
    const group2 = await tenant.createGroup({
      members: [...users, sales].map(({ id }) => ({ value: id })),
    });
    const { items, sizes } = await allPages(service, `${path}/groups/${group2.id}/members`, 3);
    expect(sizes).toEqual([3, 3, 2]);
    expect(items.map(({ id }) => id)).toEqual([...users, sales].map(({ id }) => id).sort());
    expect(items).toContainEqual({
      id: sales.id,
      type: 'Group',
      name: 'Sales',
      displayName: null,
      since: expect.stringMatching(/Z$/),
    });
  });

  it('tells since when somebody is in a group, however it was done', async () => {
    const user = await tenant.createUser();
    const group = await tenant.createGroup();
    const inGroup = async (): Promise<(number | null)[]> => {
      const { body: members } = await service.admin('GET', `${path}/groups/${group.id}/members`);
      const { body: detail } = await service.admin('GET', `${path}/users/${user.id}`);
      const all = [
        ...members.items.filter(({ id }: any) => id === user.id),
        ...detail.memberships.filter(({ groupId }: any) => groupId === group.id),
      ];
      return all.map(({ since }: any) => (since === null ? null : Date.parse(since)));
    };
    const member = { op: 'add', path: 'members', value: [{ value: user.id }] };
    const ways = [
      () => tenant.patch(`/Groups/${group.id}`, [member]),
      // With more in one request, in a transaction of its own.
      () => tenant.patch(`/Groups/${group.id}`, [member, { op: 'replace', path: 'externalId', value: 'e' }]),
      () =>
        tenant.put(`/Groups/${group.id}`, { ...group, members: [{ value: user.id }, { value: sales.id }] }),
    ];
    for (const add of ways) {
      expect(await inGroup()).toEqual([]);
      const before = Date.now();
      await add();
      const after = Date.now();
      const times = await inGroup();
      expect(times).toHaveLength(2);
      expect(new Set(times).size).toBe(1);
      expect(times.every((time) => time !== null && time >= before && time <= after)).toBe(true);
      // Whoever is added once more was there before.
      await tenant.patch(`/Groups/${group.id}`, [member]);
      expect(await inGroup()).toEqual(times);
      await tenant.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }]);
    }
    await tenant.patch(`/Groups/${group.id}`, [member]);
    await service.storage.transaction((tx) =>
      tx.run('UPDATE group_members SET added_at = NULL WHERE group_id = ?', [group.id]),
    );
    expect(await inGroup()).toEqual([null, null]);
  });

  it('keeps to the tenant', async () => {
    const stranger = await service.createTenant();
    expect((await service.admin('GET', `/tenants/${stranger.id}/users?search=lena`)).body.items).toEqual([]);
    expect((await service.admin('GET', `/tenants/${stranger.id}/groups`)).body.items).toEqual([]);
    for (const end of [`users/${lena.id}`, `groups/${sales.id}`, `groups/${sales.id}/members`]) {
      expectProblem(await service.admin('GET', `/tenants/${stranger.id}/${end}`), 404);
    }
  });

  it.each(['users', 'groups', 'users/x', 'groups/x', 'groups/x/members'])(
    'answers 404 for %s of an unknown tenant, and for what is unknown in a tenant',
    async (end) => {
      expectProblem(await service.admin('GET', `/tenants/unknown/${end}`), 404);
      if (end.includes('/')) expectProblem(await service.admin('GET', `${path}/${end}`), 404);
    },
  );

  it.each([
    'nonsense',
    'WzAsImEiXQ',
    'WzksImEiLCJiIl0',
    // Of the order -1e16: what counts on from there never ends.
    'Wy0xMDAwMDAwMDAwMDAwMDAwMCwiYSIsImIiXQ',
    'e30',
    'bnVsbA',
    'WzAsImEiLCJiIiwiYyJd',
  ])('refuses the cursor %s', async (cursor) => {
    const answers = await inParallel(3, (i) =>
      service.admin(
        'GET',
        `${path}/${['users', 'groups', `groups/${sales.id}/members`][i]}?cursor=${cursor}`,
      ),
    );
    // One that is well made, and of no order that there is, ends the list.
    if (cursor === 'WzksImEiLCJiIl0') expect(answers[0]?.body).toMatchObject({ items: [], nextCursor: null });
    else expectProblem(answers[0] as never, 400);
    expectProblem(answers[2] as never, 400);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['search=a&search=b', 'search'],
    ['state=deleted', 'state'],
    ['filter=x', 'filter'],
  ])('refuses %s', async (query, field) => {
    expectProblem(await service.admin('GET', `${path}/users?${query}`), 400, [field]);
  });
});
