import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entraUser } from '../../fixtures/entra/bodies.js';
import { inBothGrammars } from '../../fixtures/entra/grammar.js';
import { onEveryDatabase } from '../../support/databases.js';
import {
  directoryState,
  expectNothingApplied,
  stopWhenConsistent,
  totalsOf,
  writtenOf,
} from '../../support/directory-state.js';
import { TestService } from '../../support/service.js';
import { ENTERPRISE, type TestTenant } from '../../support/tenant.js';

/*
 * A user who is deleted in Entra is only soft-deleted for 30 days: Entra puts 32 hexadecimal digits before the
 * userName and sets `active` to "False". The old name may go to somebody else, and then a restore is refused
 * until it is free again. https://github.com/onyx-dot-app/onyx/issues/14074,
 * https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 */

const TAKEN = { status: 409, scimType: 'uniqueness', detail: /userName/ };
const softDeleted = (userName: string) => `${randomBytes(16).toString('hex')}${userName}`;

onEveryDatabase('Entra: soft deletion renames the user', (name) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => stopWhenConsistent(service));

  /** A tenant with a user who is a member of two groups, one of them with somebody else. */
  async function withLena() {
    const tenant = await service.createTenant();
    const lena = (await tenant.post('/Users', entraUser())).body;
    const other = await tenant.createUser();
    const groups = [
      await tenant.createGroup({ members: [{ value: lena.id }] }),
      await tenant.createGroup({ members: [{ value: lena.id }, { value: other.id }] }),
    ];
    const expectMembershipsKept = async () => {
      expect(await tenant.memberIds(groups[0].id)).toEqual([lena.id]);
      expect(await tenant.memberIds(groups[1].id)).toEqual([lena.id, other.id].sort());
    };
    return { tenant, lena, path: `/Users/${lena.id}`, expectMembershipsKept };
  }

  inBothGrammars((grammar) => {
    it.each([
      [
        'is renamed',
        (tenant: TestTenant, path: string) =>
          tenant.patch(path, grammar.set('replace', { userName: `second-${randomUUID()}@fabrikam.example` })),
      ],
      [
        'is soft-deleted as well',
        (tenant: TestTenant, path: string, userName: string) =>
          tenant.patch(path, grammar.set('replace', { userName: softDeleted(userName), active: false })),
      ],
      ['is deleted', (tenant: TestTenant, path: string) => tenant.delete(path)],
    ])('a restore is refused whole until the other with that name %s', async (_, freeTheName) => {
      const { tenant, lena, path, expectMembershipsKept } = await withLena();

      // Soft-deleted: disabled, out of the way, still there.
      const goneName = softDeleted(lena.userName);
      const gone = await tenant.patch(path, grammar.set('replace', { userName: goneName, active: false }));
      expect([gone.status, writtenOf(gone.body)]).toEqual([
        200,
        { ...writtenOf(lena), userName: goneName, active: false },
      ]);
      expect((await tenant.find('/Users', `userName eq "${lena.userName}"`)).body.totalResults).toBe(0);
      expect((await tenant.find('/Users', `userName eq "${goneName}"`)).body.Resources).toEqual([
        (await tenant.get(path)).body,
      ]);
      await expectMembershipsKept();
      expect(await totalsOf(tenant)).toEqual({ active: 1, disabled: 1, groups: 2, memberships: 3 });

      // The old name goes to somebody else, in another letter case.
      const second = await tenant.post('/Users', entraUser({ userName: lena.userName.toUpperCase() }));
      expect([second.status, second.body.id === lena.id]).toEqual([201, false]);
      const stateBefore = await directoryState(tenant);

      // The restore sends the name with all that changed meanwhile.
      const restore = grammar.set('replace', {
        displayName: 'Lena Vos-Maes',
        'emails[type eq "work"].value': 'lena.maes@fabrikam.example',
        userName: lena.userName,
        active: true,
        [`${ENTERPRISE}:department`]: 'Sales',
      });
      for (let attempt = 0; attempt < 2; attempt++) {
        await expectNothingApplied(tenant, TAKEN, () => tenant.patch(path, restore));
      }
      expect(await directoryState(tenant)).toEqual(stateBefore);

      await freeTheName(tenant, `/Users/${second.body.id}`, lena.userName);

      const back = await tenant.patch(path, restore);
      expect([back.status, writtenOf(back.body)]).toEqual([
        200,
        {
          ...writtenOf(lena),
          displayName: 'Lena Vos-Maes',
          emails: [{ primary: true, type: 'work', value: 'lena.maes@fabrikam.example' }],
          [ENTERPRISE]: { ...lena[ENTERPRISE], department: 'Sales' },
        },
      ]);
      expect(writtenOf((await tenant.get(path)).body)).toEqual(writtenOf(back.body));
      const found = await tenant.find('/Users', `userName eq "${lena.userName}"`);
      expect(found.body.Resources).toEqual([(await tenant.get(path)).body]);
      expect((await tenant.find('/Users', `userName eq "${goneName}"`)).body.totalResults).toBe(0);
      await expectMembershipsKept();
    });

    // The order of the attributes is that of the mapping.
    it.each([
      ['first', ['userName', 'active', 'title']],
      ['between others', ['title', 'userName', 'active']],
      ['last', ['active', 'title', 'userName']],
    ])('nothing is half done wherever the taken name stands: %s', async (_, order) => {
      const { tenant, lena, path } = await withLena();
      await tenant.patch(
        path,
        grammar.set('replace', { userName: softDeleted(lena.userName), active: false }),
      );
      await tenant.createUser({ userName: lena.userName });
      const values: Record<string, unknown> = { userName: lena.userName, active: true, title: 'Lead' };

      const restore = grammar.set('add', Object.fromEntries(order.map((key) => [key, values[key]])));

      await expectNothingApplied(tenant, TAKEN, () => tenant.patch(path, restore));
    });

    it('a restore in two requests: enabled under the long name, then renamed', async () => {
      const { tenant, lena, path, expectMembershipsKept } = await withLena();
      const goneName = softDeleted(lena.userName);
      await tenant.patch(path, grammar.set('replace', { active: false }));
      await tenant.patch(path, grammar.set('replace', { userName: goneName }));
      const second = await tenant.createUser({ userName: lena.userName });

      const enabled = await tenant.patch(path, grammar.set('replace', { active: true }));
      expect(writtenOf(enabled.body)).toEqual({ ...writtenOf(lena), userName: goneName });
      const rename = grammar.set('replace', { userName: lena.userName });
      await expectNothingApplied(tenant, TAKEN, () => tenant.patch(path, rename));
      await tenant.delete(`/Users/${second.id}`);
      const renamed = await tenant.patch(path, rename);

      expect(writtenOf(renamed.body)).toEqual(writtenOf(lena));
      await expectMembershipsKept();
      expect(await totalsOf(tenant)).toEqual({ active: 2, disabled: 0, groups: 2, memberships: 3 });
    });

    it('after 30 days it is deleted for good, with its memberships', async () => {
      const { tenant, lena, path } = await withLena();
      const goneName = softDeleted(lena.userName);
      await tenant.patch(path, grammar.set('replace', { userName: goneName, active: false }));
      const second = await tenant.createUser({ userName: lena.userName });

      expect((await tenant.delete(path)).status).toBe(204);

      expect((await tenant.get(path)).status).toBe(404);
      expect((await tenant.find('/Users', `userName eq "${goneName}"`)).body.totalResults).toBe(0);
      expect((await tenant.get(`/Users/${second.id}`)).body).toEqual(second);
      expect(await totalsOf(tenant)).toEqual({ active: 2, disabled: 0, groups: 2, memberships: 1 });
    });

    it('one name may be soft-deleted many times; each is found and restored by itself', async () => {
      const tenant = await service.createTenant();
      // The longest name that Entra has: 64 characters, @ and 48.
      const userName = `${'l'.repeat(64)}@${'d'.repeat(39)}.example.`.slice(0, 113);
      const gone: { id: string; userName: string }[] = [];
      for (let round = 0; round < 3; round++) {
        const user = await tenant.createUser({ userName });
        const answer = await tenant.patch(
          `/Users/${user.id}`,
          grammar.set('replace', { userName: softDeleted(userName), active: false }),
        );
        expect([answer.status, answer.body.userName.length]).toEqual([200, 145]);
        gone.push(answer.body);
      }
      const [first, ...others] = gone;

      const back = await tenant.patch(
        `/Users/${first!.id}`,
        grammar.set('replace', { userName, active: true }),
      );

      expect([back.status, back.body.userName, back.body.active]).toEqual([200, userName, true]);
      for (const other of others) {
        const { body } = await tenant.find('/Users', `userName eq "${other.userName}"`);
        expect(body.Resources).toEqual([other]);
        const restore = grammar.set('replace', { userName, active: true });
        await expectNothingApplied(tenant, TAKEN, () => tenant.patch(`/Users/${other.id}`, restore));
      }
    });
  });

  it('a restore by PUT is refused and accepted in the same way', async () => {
    const { tenant, lena, path, expectMembershipsKept } = await withLena();
    const goneName = softDeleted(lena.userName);
    const gone = await tenant.put(path, { ...lena, userName: goneName, active: false });
    expect(writtenOf(gone.body)).toEqual({ ...writtenOf(lena), userName: goneName, active: false });
    const second = await tenant.createUser({ userName: lena.userName });

    const restore = { ...lena, title: 'Lead' };
    await expectNothingApplied(tenant, TAKEN, () => tenant.put(path, restore));
    await tenant.delete(`/Users/${second.id}`);
    const back = await tenant.put(path, restore);

    expect([back.status, writtenOf(back.body)]).toEqual([200, writtenOf(restore)]);
    await expectMembershipsKept();
  });

  it('the same name in another tenant is no conflict', async () => {
    const { tenant, lena, path } = await withLena();
    const elsewhere = await service.createTenant();
    const namesake = await elsewhere.createUser({ userName: lena.userName });
    await tenant.patch(path, [
      { op: 'Replace', path: 'userName', value: softDeleted(lena.userName) },
      { op: 'Replace', path: 'active', value: 'False' },
    ]);

    const back = await tenant.patch(path, [
      { op: 'Replace', path: 'userName', value: lena.userName },
      { op: 'Replace', path: 'active', value: 'True' },
    ]);

    expect([back.status, writtenOf(back.body)]).toEqual([200, writtenOf(lena)]);
    expect((await elsewhere.get(`/Users/${namesake.id}`)).body).toEqual(namesake);
  });
});
