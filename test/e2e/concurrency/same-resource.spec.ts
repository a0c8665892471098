import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const statuses = (answers: readonly Answer[]) => tally(answers.map((answer) => answer.status));

/** Attributes by PATCH path, each with a value of its own. */
const ATTRIBUTES: Record<string, string> = {
  displayName: 'Ann Other',
  'name.givenName': 'Ann',
  'name.familyName': 'Other',
  title: 'Tester',
  preferredLanguage: 'nl-BE',
  externalId: 'ext-1',
  nickName: 'Annie',
  userType: 'Employee',
  locale: 'en-US',
  timezone: 'Europe/Brussels',
  profileUrl: 'https://people.example/ann',
  'name.middleName': 'B.',
  'name.formatted': 'Ann B. Other',
  'name.honorificPrefix': 'Ms.',
  'emails[type eq "work"].value': 'ann@fabrikam.example',
  'phoneNumbers[type eq "work"].value': '+32 2 555 01 00',
  'phoneNumbers[type eq "mobile"].value': '+32 470 55 01 00',
  'addresses[type eq "work"].locality': 'Ghent',
  [`${ENTERPRISE}:department`]: 'Quality',
  [`${ENTERPRISE}:manager`]: 'someone',
};

onEveryDatabase('requests at the same time', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterEach(() => expectConsistentStorage(service.storage));
  afterAll(() => service.stop());

  const createUsers = async (count: number): Promise<string[]> =>
    (await inParallel(count, () => tenant.createUser())).map((user) => user.id).sort();

  describe('on the members of one group', () => {
    it('keep all of 50 members that are added one each', async () => {
      const ids = await createUsers(50);
      const group = await tenant.createGroup();
      const answers = await inParallel(50, (i) =>
        tenant.patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value: [{ value: ids[i] }] }]),
      );
      expect(statuses(answers)).toEqual({ 204: 50 });
      expect(await tenant.memberIds(group.id)).toEqual(ids);
      expect((await tenant.get(`/Groups/${group.id}`)).body.meta.version).toBe('W/"51"');
    });

    it('remove all of 20 members that are removed one each, and no other', async () => {
      const ids = await createUsers(25);
      const group = await tenant.createGroup({ members: ids.map((value) => ({ value })) });
      const answers = await inParallel(20, (i) =>
        tenant.patch(`/Groups/${group.id}`, [
          i % 2 === 0
            ? { op: 'Remove', path: 'members', value: [{ value: ids[i] }] }
            : { op: 'remove', path: `members[value eq "${ids[i]}"]` },
        ]),
      );
      expect(statuses(answers)).toEqual({ 204: 20 });
      expect(await tenant.memberIds(group.id)).toEqual(ids.slice(20));
    });

    it('add the same member once', async () => {
      const [value] = await createUsers(1);
      const group = await tenant.createGroup();
      const add = [{ op: 'add', path: 'members', value: [{ value }] }];
      const answers = await inParallel(20, () => tenant.patch(`/Groups/${group.id}`, add));
      expect(statuses(answers)).toEqual({ 204: 20 });
      expect(await tenant.memberIds(group.id)).toEqual([value]);
      expect((await tenant.get(`/Groups/${group.id}`)).body.meta.version).toBe('W/"2"');
    });

    it('leave one of the lists sent by rival replacements, never a mixture', async () => {
      const ids = await createUsers(12);
      const group = await tenant.createGroup();
      const lists = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)];
      const answers = await inParallel(12, (i) =>
        tenant.patch(`/Groups/${group.id}`, [
          { op: 'replace', path: 'members', value: lists[i % 3]?.map((value) => ({ value })) },
        ]),
      );
      expect(statuses(answers)).toEqual({ 204: 12 });
      expect(lists).toContainEqual(await tenant.memberIds(group.id));
    });
  });

  it.each([6, 20])('that patch %i different attributes of one user all take effect', async (count) => {
    const paths = Object.entries(ATTRIBUTES).slice(0, count);
    const wanted = await tenant.createUser(Object.fromEntries(paths));
    const user = await tenant.createUser();
    const answers = await inParallel(count, (i) =>
      tenant.patch(`/Users/${user.id}`, [{ op: 'Replace', path: paths[i]?.[0], value: paths[i]?.[1] }]),
    );
    expect(statuses(answers)).toEqual({ 200: count });
    const { body } = await tenant.get(`/Users/${user.id}`);
    expect(body.meta.version).toBe(`W/"${count + 1}"`);
    expect(ownAttributes(body)).toEqual(ownAttributes(wanted));
  });

  it('that send many operations keep what others change meanwhile', async () => {
    const { id } = await tenant.createUser();
    const answers = await inParallel(40, (i) => {
      const add = { op: 'add', path: 'roles', value: [{ value: `role ${i}` }] };
      return tenant.patch(`/Users/${id}`, Array<object>(i % 4 === 0 ? 60 : 1).fill(add));
    });
    expect(statuses(answers)).toEqual({ 200: 40 });
    const { roles } = (await tenant.get(`/Users/${id}`)).body;
    expect(roles.map((role: { value: string }) => role.value).sort()).toEqual(
      Array.from({ length: 40 }, (_, i) => `role ${i}`).sort(),
    );
  });

  describe.each([
    { endpoint: '/Users', schema: USER, unique: 'userName' },
    { endpoint: '/Groups', schema: GROUP, unique: 'displayName' },
  ])('of 20 POSTs of one $unique', ({ endpoint, schema, unique }) => {
    it.each([
      ['as it is', (text: string) => text],
      ['in different letter case', (text: string, i: number) => (i % 2 === 0 ? text.toUpperCase() : text)],
    ])('%s, one gets 201 and the others 409 uniqueness', async (title, spell) => {
      const value = `zoë ${title}@fabrikam.example`;
      const answers = await inParallel(20, (i) =>
        tenant.post(endpoint, { schemas: [schema], [unique]: spell(value, i) }),
      );
      expect(statuses(answers)).toEqual({ 201: 1, 409: 19 });
      const refused = answers.filter((answer) => answer.status === 409);
      expect(tally(refused.map((answer) => answer.body.scimType))).toEqual({ uniqueness: 19 });
      expect((await tenant.find(endpoint, `${unique} eq "${value}"`)).body.totalResults).toBe(1);
    });
  });

  it('that rename 20 users to one userName succeed once', async () => {
    const ids = await createUsers(20);
    const rename = [{ op: 'replace', path: 'userName', value: 'wanted@fabrikam.example' }];
    const answers = await inParallel(20, (i) => tenant.patch(`/Users/${ids[i]}`, rename));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 19 });
  });

  describe('with one If-Match', () => {
    const patch = (path: string, i: number) =>
      tenant.patch(path, [{ op: 'replace', path: 'displayName', value: `Version ${path} ${i}` }], {
        'if-match': 'W/"1"',
      });

    it('change a user once: one 200, nine 412', async () => {
      const { id } = await tenant.createUser();
      const answers = await inParallel(10, (i) => patch(`/Users/${id}`, i));
      expect(statuses(answers)).toEqual({ 200: 1, 412: 9 });
      const won = answers.find((answer) => answer.status === 200);
      expect((await tenant.get(`/Users/${id}`)).body).toEqual(won?.body);
    });

    it('change a group once: one 204, nine 412', async () => {
      const { id } = await tenant.createGroup();
      expect(statuses(await inParallel(10, (i) => patch(`/Groups/${id}`, i)))).toEqual({ 204: 1, 412: 9 });
    });

    it('change the members of a group once', async () => {
      const ids = await createUsers(10);
      const { id } = await tenant.createGroup();
      const answers = await inParallel(10, (i) =>
        tenant.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value: ids[i] }] }], {
          'if-match': 'W/"1"',
        }),
      );
      expect(statuses(answers)).toEqual({ 204: 1, 412: 9 });
      expect(await tenant.memberIds(id)).toHaveLength(1);
    });
  });

  describe('with a DELETE among them', () => {
    /** The DELETE waits in odd rounds, the others in even ones, longer each time: so each side is first in some. */
    const headStart = (round: number) => (round % 2 === 0 ? Promise.resolve() : sleep(3 * round));
    const otherStart = (round: number) => headStart(round + 1);

    it('delete once, whatever the number of DELETEs', async () => {
      const [id] = await createUsers(1);
      expect(statuses(await inParallel(10, () => tenant.delete(`/Users/${id}`)))).toEqual({ 204: 1, 404: 9 });
    });

    it('never leave a PATCH or PUT of what is gone behind', async () => {
      const outcomes: number[] = [];
      for (let round = 0; round < 20; round++) {
        const { id, userName } = await tenant.createUser();
        const [deletion, patch, put] = await Promise.all([
          headStart(round).then(() => tenant.delete(`/Users/${id}`)),
          otherStart(round).then(() =>
            tenant.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'Gone' }]),
          ),
          otherStart(round).then(() =>
            tenant.put(`/Users/${id}`, { schemas: [USER], userName, nickName: 'Gone' }),
          ),
        ]);
        expect(deletion.status).toBe(204);
        outcomes.push(patch.status, put.status);
        expect((await tenant.get(`/Users/${id}`)).status).toBe(404);
      }
      expect(Object.keys(tally(outcomes))).toEqual(['200', '404']);
    });

    it('never leave a membership of a user who is gone', async () => {
      const group = await tenant.createGroup();
      const outcomes: number[] = [];
      for (let round = 0; round < 40; round++) {
        const { id } = await tenant.createUser();
        const value = [{ value: id }];
        const [addition, deletion] = await Promise.all([
          otherStart(round).then(() =>
            tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value }]),
          ),
          headStart(round).then(() => tenant.delete(`/Users/${id}`)),
        ]);
        outcomes.push(addition.status);
        expect(deletion.status).toBe(204);
      }
      expect(Object.keys(tally(outcomes))).toEqual(['204', '400']);
      expect(await tenant.memberIds(group.id)).toEqual([]);
    });

    it('never leave a member in a group that is gone', async () => {
      const ids = await createUsers(4);
      const outcomes: number[] = [];
      for (let round = 0; round < 20; round++) {
        const group = await tenant.createGroup();
        const [deletion, ...additions] = await Promise.all([
          headStart(round).then(() => tenant.delete(`/Groups/${group.id}`)),
          ...ids.map((value) =>
            otherStart(round).then(() =>
              tenant.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value }] }]),
            ),
          ),
        ]);
        expect(deletion.status).toBe(204);
        outcomes.push(...additions.map(({ status }) => status));
      }
      expect(Object.keys(tally(outcomes))).toEqual(['204', '404']);
    });
  });
});

/** What the PATCHes set; elements of one list come in the order of the requests that made them. */
function ownAttributes({
  id: _id,
  userName: _userName,
  meta: _meta,
  phoneNumbers,
  ...attributes
}: any): object {
  const byType = (a: { type: string }, b: { type: string }): number => a.type.localeCompare(b.type);
  return { ...attributes, phoneNumbers: phoneNumbers?.sort(byType) };
}
