import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { directoryState, expectNothingApplied, totalsOf, writtenOf } from '../../support/directory-state.js';
import { newTenantForEachTest } from '../../support/new-tenant.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * What JumpCloud sends through its custom SCIM integration: a test user and a test group that come and go, one
 * PATCH operation an attribute, members to remove in a value, deactivation when the last group is unbound.
 * https://jumpcloud.com/support/provision-and-manage-users-and-groups-in-apps-using-custom-scim-identity-management-integration
 */

function jumpCloudUser(overrides: object = {}): Record<string, unknown> {
  const userName = `jc.${randomUUID()}@fabrikam.example`;
  return {
    schemas: [USER],
    externalId: randomUUID().replaceAll('-', '').slice(0, 24),
    userName,
    name: { givenName: 'Jane', familyName: 'Cloud' },
    displayName: '',
    active: true,
    emails: [{ value: userName, type: 'work', primary: true }],
    ...overrides,
  };
}

onEveryDatabase('JumpCloud', (name) => {
  let tenant: TestTenant;
  newTenantForEachTest(name, (created) => (tenant = created));

  const create = async (sent = jumpCloudUser()) => {
    const answer = await tenant.post('/Users', sent);
    expect(answer.status).toBe(201);
    return answer.body;
  };

  it('Test Connection leaves nothing behind, and can be pressed again', async () => {
    const sent = jumpCloudUser({ userName: 'test-user@fabrikam.example' });
    const before = await directoryState(tenant);
    for (let round = 0; round < 2; round++) {
      expect((await tenant.get('/ServiceProviderConfig')).status).toBe(200);
      expect((await tenant.get('/Users?startIndex=1&count=1')).status).toBe(200);
      const filter = 'userName eq "test-user@fabrikam.example"';
      expect((await tenant.find('/Users', filter)).body.totalResults).toBe(0);
      const user = await create(sent);
      expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
      const { body: group } = await tenant.post('/Groups', { schemas: [GROUP], displayName: 'test group' });
      const add = [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
      expect((await tenant.patch(`/Groups/${group.id}`, add)).status).toBe(204);

      const off = await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: false }]);
      expect([off.status, off.body.active]).toEqual([200, false]);
      expect((await tenant.delete(`/Groups/${group.id}`)).status).toBe(204);
      expect((await tenant.delete(`/Users/${user.id}`)).status).toBe(204);
    }
    expect(await directoryState(tenant)).toEqual(before);
  });

  it('one operation an attribute; a taken name among them applies none', async () => {
    const sent = jumpCloudUser();
    const user = await create(sent);
    const other = await create();
    const change = (userName: string) => [
      { op: 'replace', path: 'name.givenName', value: 'John' },
      { op: 'replace', path: 'name.familyName', value: 'Clouds' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'john@fabrikam.example' },
      { op: 'replace', path: 'userName', value: userName },
      { op: 'replace', path: 'active', value: false },
    ];

    await expectNothingApplied(tenant, { status: 409, scimType: 'uniqueness', detail: /userName/ }, () =>
      tenant.patch(`/Users/${user.id}`, change(other.userName)),
    );
    const done = await tenant.patch(`/Users/${user.id}`, change('john@fabrikam.example'));

    expect([done.status, writtenOf(done.body)]).toEqual([
      200,
      {
        ...writtenOf(user),
        userName: 'john@fabrikam.example',
        name: { givenName: 'John', familyName: 'Clouds' },
        emails: [{ value: 'john@fabrikam.example', type: 'work', primary: true }],
        active: false,
      },
    ]);
  });

  it('the whole user by PUT, off and on again', async () => {
    const sent = jumpCloudUser();
    const user = await create(sent);

    for (const active of [false, true]) {
      const answer = await tenant.put(`/Users/${user.id}`, { ...sent, id: user.id, active });
      expect([answer.status, writtenOf(answer.body)]).toEqual([200, { ...writtenOf(user), active }]);
    }
  });

  it('a group that is there is taken over by its name; members come and go one by one', async () => {
    const existing = await tenant.createGroup({ displayName: 'Engineering' });
    const [a, b] = [await create(), await create()];
    const { body: found } = await tenant.find('/Groups', 'displayName eq "Engineering"');
    expect(found.Resources.map(({ id }: { id: string }) => id)).toEqual([existing.id]);
    const patch = async (op: string, ...members: { id: string }[]) => {
      const value = members.map(({ id }) => ({ value: id }));
      expect((await tenant.patch(`/Groups/${existing.id}`, [{ op, path: 'members', value }])).status).toBe(
        204,
      );
      return tenant.memberIds(existing.id);
    };

    expect(await patch('add', a)).toEqual([a.id]);
    expect(await patch('add', b)).toEqual([a.id, b.id].sort());
    expect(await patch('add', b)).toEqual([a.id, b.id].sort());
    // A list of members on a remove takes those out, and not all (RFC 7644 knows no value there).
    expect(await patch('remove', a)).toEqual([b.id]);
    expect(await patch('remove', a)).toEqual([b.id]);
    expect(await patch('replace', a, b)).toEqual([a.id, b.id].sort());
    const renamed = await tenant.patch(`/Groups/${existing.id}`, [
      { op: 'replace', path: 'displayName', value: 'Platform' },
    ]);
    expect(renamed.status).toBe(204);
    expect(await tenant.memberIds(existing.id)).toEqual([a.id, b.id].sort());
  });

  it('a group that is unbound stays as it is, and its people are deactivated', async () => {
    const [a, b] = [await create(), await create()];
    const group = await tenant.createGroup({ members: [{ value: a.id }, { value: b.id }] });

    for (const { id } of [a, b]) {
      const off = [{ op: 'replace', path: 'active', value: false }];
      expect((await tenant.patch(`/Users/${id}`, off)).body.active).toBe(false);
    }

    expect(await totalsOf(tenant)).toEqual({ active: 0, disabled: 2, groups: 1, memberships: 2 });
    expect(await tenant.memberIds(group.id)).toEqual([a.id, b.id].sort());
    // The group is bound again: the same people come back.
    for (const { id, userName } of [a, b]) {
      const { body } = await tenant.find('/Users', `userName eq "${userName}"`);
      expect(body.Resources[0].id).toBe(id);
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: true }]);
    }
    expect(await totalsOf(tenant)).toEqual({ active: 2, disabled: 0, groups: 1, memberships: 2 });
  });
});
