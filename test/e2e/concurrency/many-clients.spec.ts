import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, pick, seededRandom, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const CLIENTS = 16;
const REQUESTS_PER_CLIENT = 40;

onEveryDatabase('many clients', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
    tenant = await service.createTenant();
  });
  afterEach(() => expectConsistentStorage(service.storage));
  afterAll(async () => {
    await other.stop();
    await service.stop();
  });

  const members = (ids: readonly string[]) => ids.map((value) => ({ value }));
  const createUsers = async (count: number): Promise<string[]> =>
    (await inParallel(count, () => tenant.createUser())).map((user) => user.id);

  it('of two processes add all their members to one group', async () => {
    const ids = await createUsers(40);
    const group = await tenant.createGroup();
    const viaOther = tenant.with(tenant.accessCode, other);
    const answers = await inParallel(40, (i) =>
      (i % 2 === 0 ? tenant : viaOther).patch(`/Groups/${group.id}`, [
        { op: 'add', path: 'members', value: members([ids[i] ?? '']) },
      ]),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 204: 40 });
    expect(await viaOther.memberIds(group.id)).toEqual(ids.sort());
  });

  it('that change two groups in opposite orders while the members are deleted are all served', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = await createUsers(12);
      const forwards = members(ids);
      const one = await tenant.createGroup({ members: forwards });
      const two = await tenant.createGroup({ members: forwards });
      const backwards = members([...ids].reverse());
      const answers = await Promise.all([
        ...[one, two].flatMap(({ id }, i) => [
          tenant.patch(`/Groups/${id}`, [
            { op: 'add', path: 'members', value: i === 0 ? forwards : backwards },
          ]),
          tenant.patch(`/Groups/${id}`, [
            { op: 'replace', path: 'members', value: i === 0 ? backwards : forwards },
          ]),
          tenant.patch(`/Groups/${id}`, [{ op: 'remove', path: 'members' }]),
        ]),
        ...ids.map((id) => tenant.delete(`/Users/${id}`)),
        tenant.patch(`/Groups/${one.id}`, [{ op: 'add', path: 'members', value: members([two.id]) }]),
        tenant.delete(`/Groups/${two.id}`),
      ]);
      expect(answers.filter(({ status }) => ![204, 400, 404].includes(status))).toEqual([]);
      expect(await tenant.memberIds(one.id)).toEqual([]);
    }
  });

  it('that delete users who share groups are all served', async () => {
    const ids = await createUsers(24);
    const groups = await inParallel(4, () => tenant.createGroup({ members: members(ids) }));
    const answers = await inParallel(24, (i) => tenant.delete(`/Users/${ids[i]}`));
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 204: 24 });
    for (const { id } of groups) {
      const { body } = await tenant.get(`/Groups/${id}`);
      expect(body.members).toBeUndefined();
      const version = Number(/^W\/"(\d+)"$/.exec(body.meta.version)?.[1]);
      // Sixteen at most are deleted in one commit, which moves a version once for all of them.
      expect(version).toBeGreaterThanOrEqual(name === 'mysql' ? 3 : 25);
      expect(version).toBeLessThanOrEqual(25);
    }
  });

  it(`doing everything at once, ${CLIENTS} of them, never get a 5xx and leave nothing askew`, async () => {
    const shared = { users: await createUsers(20), groups: [] as string[] };
    for (let i = 0; i < 4; i++) shared.groups.push((await tenant.createGroup()).id);
    const answers = await inParallel(CLIENTS, (client) => mixedLoad(tenant, shared, client));
    const counts = tally(answers.flat());
    expect(Object.keys(counts).filter((status) => !/^(2\d\d|304|400|404|409|412)$/.test(status))).toEqual([]);
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(CLIENTS * REQUESTS_PER_CLIENT);
    expect(service.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

/** One client's random requests on resources it shares with the others; answers the statuses. */
async function mixedLoad(
  tenant: TestTenant,
  shared: { users: string[]; groups: string[] },
  seed: number,
): Promise<number[]> {
  const random = seededRandom(seed + 1);
  const statuses: number[] = [];
  for (let n = 0; n < REQUESTS_PER_CLIENT; n++) {
    const user = pick(random, shared.users);
    const group = pick(random, shared.groups);
    const value = [{ value: pick(random, shared.users) }, { value: pick(random, shared.users) }];
    // Few names for many users: some requests meet on one.
    const userName = `name-${Math.floor(random() * 60)}@fabrikam.example`;
    const text = `text ${Math.floor(random() * 9)}`;
    const request = pick<() => Promise<Answer>>(random, [
      () => tenant.post('/Users', { schemas: [USER], userName, emails: [{ type: 'work', value: text }] }),
      () => tenant.put(`/Users/${user}`, { schemas: [USER], userName, name: { givenName: text } }),
      () => tenant.patch(`/Users/${user}`, [{ op: 'replace', value: { userName, active: random() < 0.5 } }]),
      () =>
        tenant.patch(`/Users/${user}`, [
          { op: 'add', path: 'emails[type eq "work"].value', value: text },
          { op: 'remove', path: `emails[type eq "home"]` },
          { op: 'replace', path: `${ENTERPRISE}:department`, value: text },
        ]),
      () => tenant.delete(`/Users/${user}`),
      () => tenant.get(`/Users/${user}`),
      () => tenant.find('/Users', `userName eq "${userName}"`),
      () => tenant.find('/Users', `emails[type eq "work"].value eq "${text}" or groups.value eq "${group}"`),
      () => tenant.post('/Groups', { schemas: [GROUP], displayName: userName, members: value }),
      () => tenant.patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value }]),
      () => tenant.patch(`/Groups/${group}`, [{ op: 'remove', path: 'members', value }]),
      () => tenant.patch(`/Groups/${group}`, [{ op: 'replace', path: 'displayName', value: userName }]),
      () => tenant.put(`/Groups/${group}`, { schemas: [GROUP], displayName: userName, members: value }),
      () => tenant.get(`/Groups/${group}`),
    ]);
    const { status, body } = await request();
    statuses.push(status);
    if (status === 201) (body.schemas.includes(USER) ? shared.users : shared.groups).push(body.id);
  }
  return statuses;
}
