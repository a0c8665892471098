import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { insertManyUsers } from '../../support/many-users.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, type TestTenant } from '../../support/tenant.js';

onEveryDatabase('the search for users and groups of a tenant', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  const read = async (tenant: TestTenant, path: string): Promise<any> => {
    const { status, body } = await service.admin('GET', `/tenants/${tenant.id}${path}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const inPages = async (tenant: TestTenant, path: string, limit: number): Promise<any[]> => {
    const items: any[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await read(tenant, `${path}&limit=${limit}${after}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  const namesOf = (items: any[]) => items.map((each) => each.userName ?? each.displayName);

  it('finds users by each attribute in turn, each user once', async () => {
    const tenant = await service.createTenant();
    const users: [string, object][] = [
      ['vos@b.c', { displayName: 'Vos', name: { familyName: 'Vos' }, externalId: 'vos-1' }],
      ['1@b.c', { displayName: 'Vossen, Bo', emails: [{ value: 'vos@mail.example', type: 'work' }] }],
      [
        '2@b.c',
        {
          emails: [
            { value: 'vos@b.c', type: 'work' },
            { value: 'vos@a.c', type: 'home' },
          ],
        },
      ],
      ['3@b.c', { name: { familyName: 'Vos' }, emails: [{ value: '3@b.c', type: 'work' }] }],
      ['4@b.c', { [ENTERPRISE]: { employeeNumber: 'VOS-4' } }],
      ['5@b.c', { externalId: 'vos-5' }],
      ['6@b.c', { displayName: 'Lena Vos', active: false }],
      ['lena.vos@b.c', { displayName: 'Lena', active: false }],
      // Not found: in the middle of an address, of another letter case in an external id, and of a department.
      ['7@b.c', { emails: [{ value: 'lena.vos@b.c', type: 'work' }] }],
      ['8@b.c', { externalId: 'VOS-8', [ENTERPRISE]: { department: 'vos' } }],
    ];
    for (const [userName, more] of users) await tenant.createUser({ userName, ...more });
    const expected = users.slice(0, 8).map(([userName]) => userName);
    for (const limit of [1, 3, 50]) {
      expect(namesOf(await inPages(tenant, '/users?search=vos', limit))).toEqual(expected);
      expect(namesOf(await inPages(tenant, '/users?search=vos&state=disabled', limit))).toEqual(
        expected.slice(6),
      );
      expect(namesOf(await inPages(tenant, '/users?search=vos&state=active', limit))).toEqual(
        expected.slice(0, 6),
      );
    }
  });

  it('filters by state, and counts', async () => {
    const tenant = await service.createTenant();
    for (let i = 0; i < 5; i++) await tenant.createUser({ userName: `user-${9 - i}`, active: i % 2 === 0 });
    const all = await read(tenant, '/users');
    expect([all.total, namesOf(all.items)]).toEqual([5, ['user-5', 'user-6', 'user-7', 'user-8', 'user-9']]);
    for (const [state, names] of [
      ['active', ['user-5', 'user-7', 'user-9']],
      // In the order of creation, in which the index has them.
      ['disabled', ['user-8', 'user-6']],
    ] as const) {
      expect((await read(tenant, `/users?state=${state}`)).total).toBe(names.length);
      expect(namesOf(await inPages(tenant, `/users?state=${state}`, 1))).toEqual(names);
    }
    await tenant.createGroup();
    const other = await service.createTenant();
    await other.createGroup();
    expect(await read(other, '/groups')).toMatchObject({ total: 1, isPartial: false });
    expect(await read(other, '/groups?search=x')).toMatchObject({ total: null });
  });

  it('finds groups by name and external id, and in the middle of the name', async () => {
    const tenant = await service.createTenant();
    const groups: [string, string | undefined][] = [
      ['Sales', 'sales-1'],
      ['All', 'Sales-2'],
      ['North Sales', undefined],
      ['Nobody', 'sales-3'],
    ];
    for (const [displayName, externalId] of groups) await tenant.createGroup({ displayName, externalId });
    for (const limit of [1, 50]) {
      expect(namesOf(await inPages(tenant, '/groups?search=sales', limit))).toEqual([
        'Sales',
        'Nobody',
        'North Sales',
      ]);
    }
  });

  it('finds members by a part of the name', async () => {
    const tenant = await service.createTenant();
    const members = [
      await tenant.createUser({ userName: 'lena.vos@b.c', displayName: 'Lena' }),
      await tenant.createUser({ userName: 'other@b.c', displayName: 'Max Vos' }),
      await tenant.createUser({ userName: 'nobody@b.c', emails: [{ value: 'vos@b.c', type: 'work' }] }),
      await tenant.createGroup({ displayName: 'Friends of Vos' }),
    ];
    const { id } = await tenant.createGroup({ members: members.map((each) => ({ value: each.id })) });
    await tenant.createUser({ userName: 'vos-outside@b.c' });
    for (const limit of [1, 50]) {
      const found = await inPages(tenant, `/groups/${id}/members?search=VOS`, limit);
      expect(found.map((each) => [each.name, each.displayName])).toEqual([
        ['lena.vos@b.c', 'Lena'],
        ['other@b.c', 'Max Vos'],
        ['Friends of Vos', null],
      ]);
    }
    expect((await read(tenant, `/groups/${id}/members?search=%25`)).items).toEqual([]);
  });

  it('looks for the middle of names in a large directory as a long search, and in a huge one not at all', async () => {
    const tenant = await service.createTenant();
    await insertManyUsers(service.storage, tenant.id, 2500);
    await tenant.createUser({ userName: 'last@many.example', displayName: 'Lena Vos' });
    const found = await read(tenant, '/users?search=na+vo');
    expect([namesOf(found.items), found.isPartial]).toEqual([['last@many.example'], false]);
    expect((await inPages(tenant, '/users?search=many.example&state=active', 200)).length).toBe(2501);
    await service.storage.transaction((tx) =>
      tx.run('UPDATE resource_counts SET resources = 2000000 WHERE tenant_id = ?', [tenant.id]),
    );
    expect(await read(tenant, '/users?search=na+vo')).toMatchObject({ items: [], isPartial: true });
    const begins = await read(tenant, '/users?search=user-24&limit=10');
    expect([begins.items.length, begins.isPartial]).toEqual([10, false]);
  });

  it('refuses a text that is too long', async () => {
    const tenant = await service.createTenant();
    const { id } = await tenant.createGroup();
    for (const path of ['users', 'groups', `groups/${id}/members`]) {
      const answer = await service.admin('GET', `/tenants/${tenant.id}/${path}?search=${'x'.repeat(201)}`);
      expectProblem(answer, 400, ['search']);
    }
  });
});
