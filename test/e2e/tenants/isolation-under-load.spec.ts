import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage, storedRows } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const CLIENTS_A_TENANT = 8;
const ROUNDS = 4;
const LIVES = 2 * CLIENTS_A_TENANT * ROUNDS;

/** What one tenant was answered while the other was at work too. */
interface Record {
  readonly mark: string;
  readonly tenant: TestTenant;
  readonly answers: Answer[];
  readonly ids: Set<string>;
}

onEveryDatabase('two tenants at work at the same time', (name) => {
  let service: TestService;
  let records: Record[];

  beforeAll(async () => {
    service = await TestService.start(name);
    records = [];
    for (const mark of ['fabrikam', 'contoso']) {
      records.push({ mark, tenant: await service.createTenant(mark), answers: [], ids: new Set() });
    }
    // The same names in both tenants: what differs between them is the mark and the ids.
    await inParallel(2 * CLIENTS_A_TENANT, async (i) => {
      const record = records[i % 2] as Record;
      for (let round = 0; round < ROUNDS; round++) await wholeLife(record, `${i >> 1}-${round}`);
    });
  });
  afterAll(() => service.stop());

  it('are both served', () => {
    const statuses = records.flatMap(({ answers }) => answers.map(({ status }) => status));
    // The first user of each client stays.
    expect(tally(statuses)).toEqual({
      200: 10 * LIVES,
      201: 2 * LIVES,
      204: 4 * LIVES - 2 * CLIENTS_A_TENANT,
    });
  });

  it('never see a value, an id or a location of the other', () => {
    records.forEach(({ answers }, i) => {
      const other = records[1 - i] as Record;
      for (const { text, headers } of answers) {
        const seen = `${text} ${headers.get('location')} ${headers.get('content-location')}`;
        expect(seen).not.toContain(other.mark);
        for (const id of seen.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []) expect(other.ids).not.toContain(id);
      }
    });
    expect(records.map(({ ids }) => ids.size)).toEqual([LIVES, LIVES]);
  });

  it('never have a row under the other tenant', async () => {
    for (const [i, { tenant, mark, ids }] of records.entries()) {
      const rows = await storedRows(service.storage, tenant.id);
      const other = records[1 - i] as Record;
      expect(rows.users).toHaveLength(CLIENTS_A_TENANT);
      for (const row of rows.users ?? []) {
        expect(row).toContain(mark);
        expect(row).not.toContain(other.mark);
        expect(ids).toContain((JSON.parse(row) as { id: string }).id);
      }
    }
    await expectConsistentStorage(service.storage);
  });

  it('have log lines that name the tenant whose request it was', () => {
    const lines = service.logLines.map(
      (line) => JSON.parse(line) as { requestId?: string; tenantId?: string },
    );
    for (const { mark, tenant, answers } of records) {
      const own = lines.filter(({ requestId }) => requestId?.startsWith(`${mark}-`));
      expect(own).toHaveLength(answers.length);
      expect(own.every(({ tenantId }) => tenantId === tenant.id)).toBe(true);
    }
  });
});

/** Everything a client does with a user and a group: create, probe, read, patch, list, membership, delete. */
async function wholeLife({ mark, tenant, answers, ids }: Record, n: string): Promise<void> {
  const headers = () => ({
    'x-request-id': `${mark}-${n}-${answers.length}-${Math.random().toString(36).slice(2)}`,
  });
  const send = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await tenant.request(method, path, body, headers());
    answers.push(answer);
    return answer.body;
  };
  const operations = (...Operations: unknown[]) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations,
  });
  const userName = `user-${n}@example.com`;
  const probe = `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
  expect((await send('GET', probe)).totalResults).toBe(0);
  const user = await send('POST', '/Users', { schemas: [USER], userName, title: mark, externalId: n });
  ids.add(user.id);
  expect((await send('GET', probe)).Resources.map(({ id }: any) => id)).toEqual([user.id]);
  expect(await send('GET', `/Users/${user.id}`)).toMatchObject({ id: user.id, userName, title: mark });
  const department = { op: 'add', path: `${ENTERPRISE}:department`, value: mark };
  expect((await send('PATCH', `/Users/${user.id}`, operations(department)))[ENTERPRISE].department).toBe(
    mark,
  );
  const byTitle = await send('GET', `/Users?filter=${encodeURIComponent('title pr')}&count=1000`);
  expect(new Set(byTitle.Resources.map(({ title }: any) => title))).toEqual(new Set([mark]));
  expect(byTitle.totalResults).toBe(byTitle.Resources.length);

  const group = await send('POST', '/Groups', {
    schemas: [GROUP],
    displayName: `group-${n}`,
    externalId: mark,
  });
  ids.add(group.id);
  const members = [{ value: user.id }];
  await send('PATCH', `/Groups/${group.id}`, operations({ op: 'Add', path: 'members', value: members }));
  expect((await send('GET', `/Groups/${group.id}`)).members).toMatchObject(members);
  expect((await send('GET', `/Users/${user.id}`)).groups).toMatchObject([{ value: group.id }]);
  await send('PATCH', `/Groups/${group.id}`, operations({ op: 'Remove', path: 'members', value: members }));
  const list = await send('GET', '/Groups?excludedAttributes=members&count=1000');
  expect(new Set(list.Resources.map(({ externalId }: any) => externalId))).toEqual(new Set([mark]));
  await send('GET', '/Users?count=5');
  await send('PUT', `/Users/${user.id}`, { schemas: [USER], userName, nickName: mark, title: mark });
  await send('DELETE', `/Groups/${group.id}`);
  if (n.endsWith('-0')) return;
  await send('DELETE', `/Users/${user.id}`);
}
