import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reindex } from '../../../src/persistence/resources/reindex.js';
import { onEveryDatabase } from '../../support/databases.js';
import { forgetCredentials } from '../../support/forget-credentials.js';
import { allPages } from '../../support/pages.js';
import { tally } from '../../support/parallel.js';
import { expectProblem } from '../../support/problem.js';
import { expectRefusal } from '../../support/refusal.js';
import { statementsSentBy } from '../../support/statements.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage, storedRows } from '../../support/stored-rows.js';
import { GROUP, USER, type Answer, type TestTenant } from '../../support/tenant.js';

const TIMES = 8;
/** The race is run until each side has won once. */
const MOST_RUNS = 60;
const MATCHING = /match groups by externalId \("Match objects using this attribute"\)/;

onEveryDatabase('a name that is taken', (name) => {
  let service: TestService;
  let other: TestService;
  let tenant: TestTenant;
  /** The same tenant, called through another process. */
  let elsewhere: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    other = await service.startAnother();
  });
  afterAll(async () => {
    await expectConsistentStorage(service.storage);
    await other.stop();
    await service.stop();
  });
  beforeEach(async () => {
    tenant = await service.createTenant();
    elsewhere = tenant.with(tenant.accessCode, other);
  });

  const set = (uniqueGroupNames: boolean, on = tenant) =>
    service.admin('PUT', `/tenants/${on.id}/settings`, { uniqueGroupNames });
  const post = (displayName: string, externalId?: string, on = tenant): Promise<Answer> =>
    on.post('/Groups', { schemas: [GROUP], displayName, externalId });
  const idsOf = async (displayName: string, on = tenant): Promise<string[]> => {
    const { body } = await on.find('/Groups', `displayName eq "${displayName}"`);
    expect(body.totalResults).toBe(body.Resources?.length ?? 0);
    return (body.Resources ?? []).map(({ id }: { id: string }) => id);
  };
  /** The other process goes by the settings of now until it looks again. */
  const remember = async () => expect((await elsewhere.get('/Groups?count=0')).status).toBe(200);

  describe('is refused with who has it', () => {
    it('of a group', async () => {
      const { body: sales } = await post('Sales', 'ext-1');
      const another = await tenant.createGroup({ displayName: 'Another' });
      const detail = new RegExp(`its id is "${sales.id}", its externalId "ext-1".*${MATCHING.source}`);
      const refusal = { status: 409, scimType: 'uniqueness', detail };
      const body = { schemas: [GROUP], displayName: 'SALES', externalId: 'ext-2' };
      expectRefusal(await tenant.post('/Groups', body), refusal);
      expectRefusal(await tenant.put(`/Groups/${another.id}`, body), refusal);
      for (const operation of [
        { op: 'replace', path: 'displayName', value: 'sales' },
        { op: 'Add', value: { displayName: 'sales' } },
      ])
        expectRefusal(await tenant.patch(`/Groups/${another.id}`, [operation]), refusal);
      expect((await tenant.get(`/Groups/${another.id}`)).body).toEqual(another);
      expect(await idsOf('sales')).toEqual([sales.id]);
    });

    it('of a group without externalId', async () => {
      const { id } = await tenant.createGroup({ displayName: 'Alone' });
      const answer = await post('Alone', 'ext-2');
      expectRefusal(answer, {
        status: 409,
        scimType: 'uniqueness',
        detail: new RegExp(`its id is "${id}"\\. .*uniqueGroupNames`),
      });
      expect(answer.body.detail).not.toContain('its externalId');
    });

    it.each([true, false])('of a user whose active is %s', async (active) => {
      const user = await tenant.createUser({ userName: 'lena@x.example', externalId: 'lena', active });
      const another = await tenant.createUser();
      const tail = active ? '$' : ', it is disabled$';
      const detail = new RegExp(`its id is "${user.id}", its externalId "lena"${tail}`);
      const body = { schemas: [USER], userName: 'LENA@x.example' };
      expectRefusal(await tenant.post('/Users', body), { status: 409, scimType: 'uniqueness', detail });
      expectRefusal(await tenant.put(`/Users/${another.id}`, body), {
        status: 409,
        scimType: 'uniqueness',
        detail,
      });
      const rename = { op: 'Replace', path: 'userName', value: 'lena@X.example' };
      expectRefusal(await tenant.patch(`/Users/${another.id}`, [rename]), {
        status: 409,
        scimType: 'uniqueness',
        detail,
      });
    });

    it('in a Bulk request, of an operation before', async () => {
      const { body } = await tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: ['a', 'b'].map((bulkId) => ({
          ...{ method: 'POST', path: '/Groups', bulkId },
          data: { schemas: [GROUP], displayName: 'Twice', externalId: bulkId },
        })),
      });
      const [first, second] = body.Operations;
      expect([first.status, second.status]).toEqual(['201', '409']);
      expect(second.response.detail).toContain(`its id is "${first.location.split('/').at(-1)}"`);
    });

    it('with no look at others when it is free', async () => {
      const sent = await statementsSentBy(service.storage, () => post('Free'));
      expect(sent.filter((sql) => /^SELECT document/.test(sql))).toEqual([]);
    });
  });

  describe('may be shared by groups', () => {
    beforeEach(async () => {
      expect((await set(false)).status).toBe(200);
    });

    it('of different externalId, and all of them are found', async () => {
      const groups: string[] = [];
      for (const [displayName, externalId] of [
        ['Sales', 'ext-1'],
        ['SALES', 'ext-2'],
        ['sales', 'EXT-2'],
        ['Sales', undefined],
        ['Other', 'ext-1'],
      ] as const) {
        const { status, body } = await post(displayName, externalId);
        expect([displayName, externalId, status]).toEqual([displayName, externalId, 201]);
        groups.push(body.id);
      }
      const sales = groups.slice(0, 4);
      expect(await idsOf('sAles')).toEqual(sales);
      expect(await idsOf('Sales', elsewhere)).toEqual(sales);
      const { body } = await tenant.find('/Groups', 'displayName eq "Sales" and externalId eq "EXT-2"');
      expect(body.Resources).toMatchObject([{ id: sales[2] }]);
      const second = await tenant.find('/Groups', 'displayName eq "Sales"', '&startIndex=2&count=2');
      expect([second.body.totalResults, second.body.Resources.length]).toEqual([4, 2]);
      const { items, sizes } = await allPages(service, `/tenants/${tenant.id}/groups`, 1);
      expect(items.map(({ id }) => id).sort()).toEqual([...groups].sort());
      expect(sizes).toEqual([1, 1, 1, 1, 1]);
    });

    it.each<[string, string | undefined]>([
      ['the same', 'ext-1'],
      ['no', undefined],
    ])('but not of %s externalId', async (_title, externalId) => {
      const { body: sales } = await post('Sales', externalId);
      const { body: another } = await post('Sales', 'ext-2');
      const detail = new RegExp(
        `displayName "sALES" and ${externalId === undefined ? 'no externalId' : 'the externalId "ext-1"'} .*its id is "${sales.id}"`,
      );
      const refusal = { status: 409, scimType: 'uniqueness', detail };
      const body = { schemas: [GROUP], displayName: 'sALES', externalId };
      expectRefusal(await tenant.post('/Groups', body), refusal);
      expectRefusal(await tenant.put(`/Groups/${another.id}`, body), refusal);
      const cleared = { op: 'replace', value: { displayName: 'sALES', externalId: externalId ?? '' } };
      expectRefusal(await tenant.patch(`/Groups/${another.id}`, [cleared]), refusal);
      const only = { op: 'replace', path: 'externalId', value: externalId ?? null };
      expectRefusal(await tenant.patch(`/Groups/${another.id}`, [only]), {
        status: 409,
        scimType: 'uniqueness',
      });
      expect((await tenant.get(`/Groups/${another.id}`)).body).toEqual(another);
      await tenant.delete(`/Groups/${sales.id}`);
      expect((await tenant.put(`/Groups/${another.id}`, body)).status).toBe(200);
    });

    it('that come at the same time, of one externalId one only', async () => {
      for (const externalId of ['ext-1', undefined]) {
        const answers = await Promise.all(
          Array.from({ length: TIMES }, (_, i) => post('Rush', externalId, i % 2 === 0 ? tenant : elsewhere)),
        );
        expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: TIMES - 1 });
      }
      const others = await Promise.all(Array.from({ length: TIMES }, (_, i) => post('Rush', `other-${i}`)));
      expect(tally(others.map(({ status }) => status))).toEqual({ 201: TIMES });
      expect(await idsOf('Rush')).toHaveLength(TIMES + 2);
    });

    it('and by none once the tenant has so decided', async () => {
      const { body: first } = await post('Sales', 'ext-1');
      await post('Marketing', 'ext-1');
      for (const externalId of ['ext-2', 'ext-3']) await post('SALES', externalId);
      const refused = await set(true);
      expectProblem(refused, 409);
      expect(refused.body.detail).toMatch(/"sales" \(3 groups\)/i);
      expect(refused.body.detail).not.toContain('Marketing');
      expect((await post('Sales', 'ext-4')).status).toBe(201);
      const renamed = await Promise.all(
        (await idsOf('Sales'))
          .filter((id) => id !== first.id)
          .map((id, i) =>
            tenant.patch(`/Groups/${id}`, [{ op: 'replace', path: 'displayName', value: `Sales ${i}` }]),
          ),
      );
      expect(tally(renamed.map(({ status }) => status))).toEqual({ 204: 3 });
      expect((await set(true)).body.uniqueGroupNames).toBe(true);
      expectRefusal(await post('sales', 'ext-5'), {
        status: 409,
        scimType: 'uniqueness',
        detail: new RegExp(first.id),
      });
      expectRefusal(await post('sales 1', 'ext-5'), { status: 409, scimType: 'uniqueness' });
      expect(await idsOf('Sales')).toEqual([first.id]);
    });

    it('whatever those of other tenants are called', async () => {
      const stranger = await service.createTenant();
      await post('Sales', 'ext-1');
      expect((await post('Sales', 'ext-1', stranger)).status).toBe(201);
      expectRefusal(await post('Sales', 'ext-2', stranger), { status: 409, scimType: 'uniqueness' });
      await post('Sales', 'ext-2');
      expect((await set(true, stranger)).status).toBe(200);
    });

    it('before and after npm run reindex', async () => {
      const [first] = [await post('Sales', 'ext-1'), await post('Sales', 'ext-2')];
      const before = await storedRows(service.storage, tenant.id);
      await service.storage.transaction((tx) =>
        tx.run('UPDATE `groups` SET shares_name = 0 WHERE tenant_id = ? AND id = ?', [
          tenant.id,
          first.body.id,
        ]),
      );
      expect(await storedRows(service.storage, tenant.id)).not.toEqual(before);
      expect((await reindex(service.storage)).failures).toEqual([]);
      expect(await storedRows(service.storage, tenant.id)).toEqual(before);
    });
  });

  describe('in another process that has not heard of the decision', () => {
    it('stays unique until it hears of it, and no group gets the name and externalId of another', async () => {
      await remember();
      await set(false);
      expect((await post('Sales', 'ext-1')).status).toBe(201);
      expect((await post('Sales', 'ext-2')).status).toBe(201);
      expectRefusal(await post('Sales', 'ext-1', elsewhere), { status: 409, scimType: 'uniqueness' });
      const { body: late } = await post('Late', 'ext-1', elsewhere);
      expectRefusal(await post('Late', 'ext-1'), {
        status: 409,
        scimType: 'uniqueness',
        detail: new RegExp(late.id),
      });
      expect((await post('Late', 'ext-2')).status).toBe(201);
      forgetCredentials(other);
      expect((await post('Late', 'ext-3', elsewhere)).status).toBe(201);
      expect(await idsOf('Late', elsewhere)).toHaveLength(3);
    });

    it('is shared by no other group', async () => {
      await set(false);
      await remember();
      const { body: group } = await post('Sales', 'ext-1');
      const own = await tenant.createGroup({ displayName: 'Own', externalId: 'own' });
      expect((await set(true)).status).toBe(200);
      for (const answer of [
        await post('Sales', 'ext-2', elsewhere),
        await elsewhere.patch(`/Groups/${own.id}`, [{ op: 'replace', path: 'displayName', value: 'sales' }]),
        await elsewhere.patch(`/Groups/${own.id}`, [{ op: 'replace', path: 'externalId', value: 'other' }]),
        await elsewhere.put(`/Groups/${own.id}`, { schemas: [GROUP], displayName: 'Own' }),
      ]) {
        expectRefusal(answer, { status: 503, detail: /settings of the tenant have just been changed/ });
        expect(answer.headers.get('retry-after')).toBe('5');
      }
      expectRefusal(await post('own', 'ext-3'), {
        status: 409,
        scimType: 'uniqueness',
        detail: new RegExp(own.id),
      });
      forgetCredentials(other);
      expectRefusal(await post('Sales', 'ext-2', elsewhere), {
        status: 409,
        scimType: 'uniqueness',
        detail: new RegExp(group.id),
      });
    });

    const sendAll = (through: readonly TestTenant[]) =>
      Array.from({ length: TIMES }, (_, i) => post('Sales', `ext-${i}`, through[i % through.length]));

    it('is held by one group at the end, however often it is decided and written meanwhile', async () => {
      const outcomes = new Set<number>();
      for (let run = 0; run < MOST_RUNS && outcomes.size < 2; run++) {
        const own = await service.createTenant();
        const both = [own, own.with(own.accessCode, other)];
        await set(false, own);
        for (const each of both) await each.get('/Groups?count=0');
        const writes = run % 2 === 0 ? [] : sendAll(both);
        const switching = set(true, own);
        if (run % 2 === 0) {
          await sleep(run);
          writes.push(...sendAll(both));
        }
        const [{ status }, ...written] = await Promise.all([switching, ...writes]);
        outcomes.add(status);
        const created = written.filter(({ status }) => status === 201).length;
        expect(written.map(({ status }) => status)).not.toContain(500);
        expect(await idsOf('Sales', own)).toHaveLength(created);
        if (status === 200) expect(created).toBeLessThanOrEqual(1);
        else expect([status, created > 1]).toEqual([409, true]);
        const { body } = await service.admin('GET', `/tenants/${own.id}/settings`);
        expect(body.uniqueGroupNames).toBe(status === 200);
      }
      expect([...outcomes].sort()).toEqual([200, 409]);
    });
  });
});
