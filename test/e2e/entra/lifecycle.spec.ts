import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entraGroup, entraUser } from '../../fixtures/entra/bodies.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, type TestTenant } from '../../support/tenant.js';

/*
 * What Entra does to a user and a group from the first cycle to the last, and the answers it expects.
 * https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 */

const MANAGER = `${ENTERPRISE}:manager`;

onEveryDatabase('Entra: life cycle', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  inBothGrammars((grammar) => {
    it('initial cycle, incremental cycles and hard deletion', async () => {
      const tenant = await service.createTenant();

      // Initial cycle: match, create on absence, then references in a second pass.
      const lena = await matchOrCreate(
        tenant,
        '/Users',
        'userName',
        entraUser({ [ENTERPRISE]: { department: 'Events' } }),
      );
      const boss = await matchOrCreate(tenant, '/Users', 'userName', entraUser({ displayName: 'Boss' }));
      const group = await matchOrCreate(tenant, '/Groups', 'displayName', entraGroup());
      const linked = await tenant.patch(`/Users/${lena.id}`, grammar.set('add', { [MANAGER]: boss.id }));
      expect([linked.status, linked.body[ENTERPRISE].manager]).toEqual([200, { value: boss.id }]);
      expect((await tenant.patch(`/Groups/${group.id}`, grammar.addMembers(lena.id, boss.id))).status).toBe(
        204,
      );

      // A restarted job matches what is there and creates nothing.
      for (const [endpoint, attribute, known] of [
        ['/Users', 'userName', lena],
        ['/Groups', 'displayName', group],
      ] as const) {
        const again = await matchOrCreate(tenant, endpoint, attribute, known);
        expect(again.id).toBe(known.id);
      }
      expect((await tenant.get('/Users?count=0')).body.totalResults).toBe(2);

      // Incremental cycle: read the linked user, change it.
      expect((await tenant.get(`/Users/${lena.id}`)).body.active).toBe(true);
      const moved = await tenant.patch(
        `/Users/${lena.id}`,
        grammar.set('replace', {
          [`${ENTERPRISE}:department`]: 'Sales',
          'addresses[type eq "work"].locality': 'Lier',
        }),
      );
      expect([moved.status, moved.body[ENTERPRISE].department, moved.body.addresses[0].locality]).toEqual([
        200,
        'Sales',
        'Lier',
      ]);

      // Unassigned: disabled, still found by id and by the matching attribute, still a member.
      expect(
        (await tenant.patch(`/Users/${lena.id}`, grammar.set('replace', { active: false }))).status,
      ).toBe(200);
      const byId = (await tenant.get(`/Users/${lena.id}`)).body;
      expect([byId.id, byId.active]).toEqual([lena.id, false]);
      expect((await tenant.find('/Users', `userName eq "${lena.userName}"`)).body).toMatchObject({
        totalResults: 1,
        Resources: [{ id: lena.id, active: false }],
      });
      expect(await tenant.memberIds(group.id)).toEqual([lena.id, boss.id].sort());

      // Assigned again: the same id is restored, never created anew (learn.microsoft.com/answers 5646806).
      const found = await matchOrCreate(tenant, '/Users', 'userName', lena);
      expect(found.id).toBe(lena.id);
      const restored = await tenant.patch(`/Users/${found.id}`, grammar.set('replace', { active: true }));
      expect([restored.status, restored.body.id, restored.body.active]).toEqual([200, lena.id, true]);
      expect(restored.body[ENTERPRISE]).toEqual({ department: 'Sales', manager: { value: boss.id } });

      // Deleted in Entra for 30 days: hard deletion.
      expect((await tenant.delete(`/Users/${lena.id}`)).status).toBe(204);
      await expectGone(tenant, `/Users/${lena.id}`, grammar.set('replace', { active: true }));
      expect((await tenant.find('/Users', `userName eq "${lena.userName}"`)).body.totalResults).toBe(0);
      expect((await tenant.find('/Users', `${MANAGER} eq "${boss.id}"`)).body.totalResults).toBe(0);
      expect((await tenant.find('/Groups', `members eq "${lena.id}"`)).body.totalResults).toBe(0);
      expect(await tenant.memberIds(group.id)).toEqual([boss.id]);
      expect((await tenant.get(`/Users?filter=active+pr`)).body.totalResults).toBe(1);

      // The person comes back: a new user under the same userName, which had become free.
      const reborn = await matchOrCreate(
        tenant,
        '/Users',
        'userName',
        entraUser({ userName: lena.userName }),
      );
      expect(reborn.id).not.toBe(lena.id);
      expect(reborn).not.toHaveProperty('groups');

      // The group is unassigned.
      expect((await tenant.delete(`/Groups/${group.id}`)).status).toBe(204);
      await expectGone(tenant, `/Groups/${group.id}`, grammar.addMembers(boss.id));
      expect((await tenant.get(`/Users/${boss.id}`)).body).not.toHaveProperty('groups');
    });
  });

  // Slow answers are sent again: the second must not do harm (validate-user-provisioning-app-gallery).
  it('requests that are repeated change nothing more', async () => {
    const tenant = await service.createTenant();
    const body = entraUser();
    const first = await tenant.post('/Users', body);
    expect((await tenant.post('/Users', body)).status).toBe(409);
    const operations = [
      { op: 'Add', path: 'addresses[type eq "work"].region', value: 'OV' },
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'h@x.example' },
      { op: 'Add', path: 'roles', value: [{ value: 'Editor' }] },
    ];

    const once = await tenant.patch(`/Users/${first.body.id}`, operations);
    const twice = await tenant.patch(`/Users/${first.body.id}`, operations);

    expect(once.status).toBe(200);
    expect(twice.body).toEqual(once.body);
  });

  // RFC 7644 section 3.6
  it('deleting a user twice answers 204, then 404 with a whole SCIM error', async () => {
    const tenant = await service.createTenant();
    const { id } = await tenant.createUser();

    const first = await tenant.delete(`/Users/${id}`);
    expect([first.status, first.text, first.headers.get('content-type')]).toEqual([204, '', null]);
    const second = await tenant.delete(`/Users/${id}`);
    expect(second.status).toBe(404);
    expect(second.headers.get('content-type')).toBe('application/scim+json');
    expect(second.body).toEqual({
      ...scimError,
      status: '404',
      detail: `User "${id}" does not exist`,
    });
  });

  it('switched off, Entra is refused with 403; switched on again, everything is still there', async () => {
    const tenant = await service.createTenant();
    const user = await tenant.createUser();

    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: false });
    const refused = await tenant.get(`/Users/${user.id}`);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      ...scimError,
      status: '403',
      detail: expect.stringContaining('switched off'),
    });
    await service.admin('PUT', `/tenants/${tenant.id}/provisioning`, { enabled: true });

    expect((await tenant.get(`/Users/${user.id}`)).body).toEqual(user);
  });
});

/** What Entra does with a person or group in scope: look for it, and create it when it is not there. */
async function matchOrCreate(
  tenant: TestTenant,
  endpoint: string,
  attribute: string,
  body: any,
): Promise<any> {
  const excluded = endpoint === '/Groups' ? '&excludedAttributes=members' : '';
  const match = await tenant.find(endpoint, `${attribute} eq "${body[attribute]}"`, excluded);
  expect(match.status).toBe(200);
  if (match.body.totalResults > 0) {
    expect(match.body.totalResults).toBe(1);
    expect(match.body.Resources[0]).not.toHaveProperty('members');
    return match.body.Resources[0];
  }
  const created = await tenant.post(endpoint, body);
  expect(created.status).toBe(201);
  return created.body;
}

/** Every request about a deleted resource is 404. */
async function expectGone(tenant: TestTenant, path: string, operations: unknown[]): Promise<void> {
  const body = path.startsWith('/Users') ? entraUser() : entraGroup();
  const answers = [
    await tenant.get(path),
    await tenant.patch(path, operations),
    await tenant.put(path, body),
    await tenant.delete(path),
  ];
  expect(answers.map(({ status, body: error }) => [status, error.status])).toEqual(
    Array(4).fill([404, '404']),
  );
}
