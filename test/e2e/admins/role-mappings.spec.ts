import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RolesOfPeople } from '../../../src/roles/roles-of-people.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectProblem } from '../../support/problem.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

onEveryDatabase('the mapping of groups to roles', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let path: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    path = `/tenants/${tenant.id}/role-mappings`;
  });
  afterAll(() => service.stop());

  const set = (mappings: unknown) => service.admin('PUT', path, { mappings });
  /** The roles that the service counts with: the provider of the claim `roles`. */
  const rolesOf = async (userId: string) => {
    const roles = await service.app.get(RolesOfPeople, { strict: false }).of(tenant.id, userId);
    return roles && { mapped: roles.mapped, roles: roles.roles };
  };
  const groupOf = async (displayName: string, ...members: string[]) => {
    const { id } = await tenant.createGroup({ displayName, members: members.map((value) => ({ value })) });
    return String(id);
  };

  it('is empty at first, and kept in the order in which it is given', async () => {
    expect((await service.admin('GET', path)).body).toEqual({ mappings: [] });
    const [first, second] = [await groupOf('First'), await groupOf('Second')];
    const given = [
      { groupId: second, role: 'organizer' },
      { groupId: first, role: 'guest.manager' },
      { groupId: second, role: 'viewer' },
    ];
    const answer = await set(given);
    expect(answer.status).toBe(200);
    expect(answer.body.mappings).toEqual([
      { groupId: second, groupName: 'Second', groupExists: true, role: 'organizer' },
      { groupId: first, groupName: 'First', groupExists: true, role: 'guest.manager' },
      { groupId: second, groupName: 'Second', groupExists: true, role: 'viewer' },
    ]);
    expect((await service.admin('GET', path)).body).toEqual(answer.body);
    const { body: audit } = await service.admin('GET', `/audit-log?tenant=${tenant.id}&limit=1`);
    expect(audit.items[0]).toMatchObject({
      action: 'role-mappings.set',
      detail: { before: [], after: given.map(({ groupId, role }) => `${groupId}: ${role}`) },
    });
  });

  it.each([
    ['no list', { mappings: 'x' }, 'mappings'],
    ['a role that is no name', { mappings: [{ groupId: 'x', role: 'two words' }] }, 'mappings.0.role'],
    ['a role that ends in a mark', { mappings: [{ groupId: 'x', role: 'lead-' }] }, 'mappings.0.role'],
    ['a role of 65 letters', { mappings: [{ groupId: 'x', role: 'r'.repeat(65) }] }, 'mappings.0.role'],
    ['no group', { mappings: [{ role: 'organizer' }] }, 'mappings.0.groupId'],
    ['a group that is none', { mappings: [{ groupId: 'x', role: 'organizer' }] }, 'mappings.0.groupId'],
    ['101 mappings', { mappings: Array(101).fill({ groupId: 'x', role: 'r' }) }, 'mappings'],
    ['an unknown member', { mappings: [{ groupId: 'x', role: 'r', weight: 1 }] }, 'mappings.0.weight'],
  ])('refuses %s', async (_what, body, field) => {
    const answer = await service.admin('PUT', path, body);
    expectProblem(answer, 400, [field]);
  });

  it('refuses a group of another tenant', async () => {
    const stranger = await service.createTenant('Stranger');
    const { id } = await stranger.createGroup();
    expectProblem(await set([{ groupId: id, role: 'organizer' }]), 400, ['mappings.0.groupId']);
    expectProblem(await service.admin('GET', '/tenants/unknown00000/role-mappings'), 404);
  });

  it('shows a group that is deleted, keeps it when it is sent again, and adds no such group', async () => {
    const gone = await groupOf('Gone');
    const stays = await groupOf('Stays');
    await set([{ groupId: gone, role: 'organizer' }]);
    await tenant.delete(`/Groups/${gone}`);
    const broken = { groupId: gone, groupName: 'Gone', groupExists: false, role: 'organizer' };
    expect((await service.admin('GET', path)).body.mappings).toEqual([broken]);
    const more = await set([
      { groupId: stays, role: 'viewer' },
      { groupId: gone, role: 'organizer' },
    ]);
    expect(more.body.mappings).toEqual([
      { groupId: stays, groupName: 'Stays', groupExists: true, role: 'viewer' },
      broken,
    ]);
    await set([]);
    expectProblem(await set([{ groupId: gone, role: 'organizer' }]), 400, ['mappings.0.groupId']);
  });

  describe('gives a person', () => {
    it('the role of the first mapping with a group of theirs, direct or not', async () => {
      const { id } = await tenant.createUser();
      const direct = await groupOf('Direct', id);
      const inner = await groupOf('Inner', id);
      const middle = await groupOf('Middle', inner);
      const outer = await groupOf('Outer', middle);
      await set([{ groupId: direct, role: 'viewer' }]);
      expect(await rolesOf(id)).toEqual({ mapped: 'viewer', roles: ['viewer'] });
      await set([
        { groupId: outer, role: 'organizer' },
        { groupId: direct, role: 'viewer' },
      ]);
      expect(await rolesOf(id)).toEqual({ mapped: 'organizer', roles: ['organizer'] });
      await tenant.patch(`/Groups/${middle}`, [{ op: 'remove', path: `members[value eq "${inner}"]` }]);
      expect(await rolesOf(id)).toEqual({ mapped: 'viewer', roles: ['viewer'] });
      await tenant.delete(`/Groups/${direct}`);
      expect(await rolesOf(id)).toEqual({ mapped: null, roles: [] });
    });

    it('the roles that Entra provisions too, in each of its forms', async () => {
      const { id } = await tenant.createUser({
        roles: [
          { value: 'Editor', primary: true, type: 'WindowsAzureActiveDirectoryRole' },
          { value: '{"id":"18d14569","value":"Approver","displayName":"Approver"}', primary: false },
          { value: '{broken', primary: false },
        ],
      });
      await set([{ groupId: await groupOf('With a role', id), role: 'organizer' }]);
      expect(await rolesOf(id)).toEqual({
        mapped: 'organizer',
        roles: ['organizer', 'Editor', 'Approver', '{broken'],
      });
    });

    it('nothing when the person is disabled, deleted, or of another tenant', async () => {
      const stranger = await service.createTenant('Another');
      const { id } = await tenant.createUser();
      const other = await stranger.createUser();
      await set([{ groupId: await groupOf('Everyone', id), role: 'viewer' }]);
      expect(await rolesOf(other.id)).toBeNull();
      await tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
      expect(await rolesOf(id)).toBeNull();
      await tenant.delete(`/Users/${id}`);
      expect(await rolesOf(id)).toBeNull();
    });
  });
});
