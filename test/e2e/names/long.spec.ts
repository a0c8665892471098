import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { indexKey } from '../../../src/persistence/resources/index-key.js';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

const MOST = 1024;
/** Entra's limit of a displayName, one more than an index holds, and the most that is stored. */
const LENGTHS = [256, 257, MOST];

/** A text of that many characters that begins and ends like others of its length. */
function named(beginning: string, length: number, end: string): string {
  const filled = [...`${beginning} ${'Lange naam '.repeat(100)}`];
  return filled.slice(0, length - [...end].length).join('') + end;
}

onEveryDatabase('a long displayName or externalId', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(async () => {
    await expectConsistentStorage(service.storage);
    await service.stop();
  });

  const idsFound = async (endpoint: string, filter: string): Promise<string[]> => {
    const { status, body } = await tenant.find(endpoint, filter);
    expect([filter.slice(0, 30), status]).toEqual([filter.slice(0, 30), 200]);
    return (body.Resources ?? []).map(({ id }: { id: string }) => id);
  };

  describe.each(LENGTHS)('of %i characters', (length) => {
    it.each<[string, string, object]>([
      ['user', '/Users', { schemas: [USER], userName: `u${length}@fabrikam.example` }],
      ['group', '/Groups', { schemas: [GROUP] }],
    ])('is kept by a %s, and found', async (_type, endpoint, body) => {
      const displayName = named('Één', length, 'a');
      const externalId = named('Ext', length, 'a');
      const created = await tenant.post(endpoint, { ...body, displayName, externalId });
      expect([created.status, created.body.displayName]).toEqual([201, displayName]);
      const { id } = created.body;
      expect((await tenant.get(`${endpoint}/${id}`)).body).toMatchObject({ displayName, externalId });
      for (const filter of [
        `displayName eq "${displayName.toUpperCase()}"`,
        `displayName eq "${displayName.normalize('NFD')}"`,
        `externalId eq "${externalId}"`,
        `displayName sw "${displayName.slice(0, 250)}" and displayName ew "${displayName.slice(5)}"`,
        `displayName gt "${displayName.slice(0, -1)}" and displayName lt "${displayName.slice(0, -1)}b" and externalId ge "${externalId}" and externalId le "${externalId}"`,
        `externalId co "${externalId.slice(3)}" and externalId pr`,
      ]) {
        expect([filter, await idsFound(endpoint, filter)]).toEqual([filter, [id]]);
      }
      for (const filter of [
        `displayName eq "${displayName.slice(0, -1)}"`,
        `displayName eq "${displayName}a"`,
        `externalId eq "${externalId.toUpperCase()}"`,
        `displayName gt "${displayName}" and id eq "${id}"`,
      ]) {
        expect([filter, await idsFound(endpoint, filter)]).toEqual([filter, []]);
      }
      const other = { displayName: named('Één', length, 'b'), externalId: named('Ext', length, 'b') };
      await tenant.patch(`${endpoint}/${id}`, [{ op: 'replace', value: other }]);
      expect((await tenant.get(`${endpoint}/${id}`)).body).toMatchObject(other);
      expect(await idsFound(endpoint, `displayName eq "${displayName}"`)).toEqual([]);
      expect(await idsFound(endpoint, `displayName eq "${other.displayName}"`)).toEqual([id]);
      expect(await idsFound(endpoint, `externalId eq "${other.externalId}"`)).toEqual([id]);
      await tenant.patch(`${endpoint}/${id}`, [{ op: 'replace', value: { externalId: 'short' } }]);
      expect(await idsFound(endpoint, `externalId ew "rt" and displayName ew "b"`)).toEqual([id]);
      await tenant.delete(`${endpoint}/${id}`);
    });
  });

  it('may have 1,024 characters outside the basic plane', async () => {
    const displayName = '😀'.repeat(MOST);
    const group = await tenant.createGroup({ displayName, externalId: displayName });
    expect(group).toMatchObject({ displayName, externalId: displayName });
    for (const attribute of ['displayName', 'externalId'])
      expect(await idsFound('/Groups', `${attribute} eq "${displayName}"`)).toEqual([group.id]);
  });

  it('is the name of one group only, whatever others begin with', async () => {
    const [a, b] = ['a', 'b'].map((end) => named('Unique', MOST, end));
    const first = await tenant.createGroup({ displayName: a });
    const second = await tenant.createGroup({ displayName: b });
    for (const displayName of [a?.toUpperCase(), a]) {
      const answer = await tenant.post('/Groups', { schemas: [GROUP], displayName });
      expectRefusal(answer, { status: 409, scimType: 'uniqueness' });
      const renamed = await tenant.patch(`/Groups/${second.id}`, [
        { op: 'replace', path: 'displayName', value: displayName },
      ]);
      expectRefusal(renamed, { status: 409, scimType: 'uniqueness' });
    }
    expect(await idsFound('/Groups', `displayName sw "${a?.slice(0, 255)}"`)).toEqual([first.id, second.id]);
  });

  it('is not taken for a name that is like what is stored of it', async () => {
    const displayName = named('stored', MOST, 'a').toLowerCase();
    const { key } = indexKey(displayName);
    expect(key).not.toBe(displayName);
    const groups = [
      await tenant.createGroup({ displayName }),
      await tenant.createGroup({ displayName: key }),
    ];
    for (const { id, displayName: each } of groups)
      expect(await idsFound('/Groups', `displayName eq ${JSON.stringify(each)}`)).toEqual([id]);
  });

  it('sorts by all of it, page by page', async () => {
    const own = await service.createTenant();
    const names = ['d', 'b', 'e', 'a', 'c'].map((end) => named('\u{1F600}'.repeat(700), MOST, end));
    for (const displayName of names) await own.createUser({ displayName, externalId: displayName });
    for (const sortBy of ['displayName', 'externalId']) {
      const found: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const { status, body } = await own.get(
          `/Users?sortBy=${sortBy}&count=2&cursor=${cursor}&attributes=${sortBy}`,
        );
        expect(status).toBe(200);
        found.push(...body.Resources.map((each: Record<string, string>) => each[sortBy]));
        cursor = body.nextCursor;
      }
      expect(found).toEqual([...names].sort());
    }
  });

  it('is what the groups of a user are called, and filtered by', async () => {
    const displayName = named('Members', MOST, 'a');
    const user = await tenant.createUser();
    const group = await tenant.createGroup({ displayName, members: [{ value: user.id }] });
    const { body } = await tenant.get(`/Users/${user.id}`);
    expect(body.groups).toMatchObject([{ value: group.id, display: displayName }]);
    for (const [op, text] of [
      ['eq', displayName],
      ['sw', displayName.slice(0, 300)],
      ['ew', displayName.slice(-300)],
    ]) {
      expect(await idsFound('/Users', `groups.display ${op} "${text}"`)).toEqual([user.id]);
    }
    expect(await idsFound('/Users', `groups.display eq "${displayName}b"`)).toEqual([]);
  });

  it.each(['displayName', 'externalId'])(
    'is refused with its name when %s is too long',
    async (attribute) => {
      const value = 'x'.repeat(MOST + 1);
      const detail = new RegExp(`"${attribute}" has 1025 characters; at most 1024`);
      const group = await tenant.createGroup();
      const refused = { status: 400, scimType: 'invalidValue', detail };
      const body = { schemas: [GROUP], displayName: 'Long', [attribute]: value };
      expectRefusal(await tenant.post('/Groups', body), refused);
      expectRefusal(await tenant.put(`/Groups/${group.id}`, body), refused);
      for (const operation of [
        { op: 'replace', path: attribute, value },
        { op: 'add', value: { [attribute]: value } },
      ]) {
        const answer = await tenant.patch(`/Groups/${group.id}`, [operation]);
        expectRefusal(answer, { ...refused, detail: new RegExp(`Operations\\[0\\].*${detail.source}`) });
      }
      const bulk = await tenant.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [body, { schemas: [GROUP], displayName: `Beside ${attribute}` }].map((data, index) => ({
          ...{ method: 'POST', path: '/Groups', bulkId: String(index), data },
        })),
      });
      expect(bulk.body.Operations.map(({ status }: { status: string }) => status)).toEqual(['400', '201']);
      expect((await tenant.get(`/Groups/${group.id}`)).body).toEqual(group);
    },
  );

  it('is found in the provisioning log and in the directory', async () => {
    const own = await service.createTenant();
    const path = `/tenants/${own.id}`;
    const actionsOf = async (resource: string): Promise<string[]> => {
      const { status, body } = await service.admin(
        'GET',
        `${path}/provisioning-log?resource=${encodeURIComponent(resource)}`,
      );
      expect(status).toBe(200);
      return body.items.map(({ action, status: each }: any) => `${action} ${each}`).reverse();
    };
    const [a, b] = ['a', 'b'].map((end) => named('😀 Logged', MOST, end)) as [string, string];
    const first = await own.createGroup({ displayName: a, externalId: a });
    await own.createGroup({ displayName: b, externalId: b });
    await own.post('/Groups', { schemas: [GROUP], displayName: a });
    expect(await actionsOf(a.toUpperCase())).toEqual(['create 201', 'create 409']);
    expect(await actionsOf(a)).toEqual(['create 201', 'create 409']);
    await own.delete(`/Groups/${first.id}`);
    expect(await actionsOf(a)).toEqual(['create 201', 'create 409', 'delete 204']);
    expect(await actionsOf(b)).toEqual(['create 201']);
    const { body } = await service.admin('GET', `${path}/provisioning-log`);
    expect(body.items[0].resource.name).toBe(a);

    const found = async (search: string): Promise<string[]> =>
      (await service.admin('GET', `${path}/groups?search=${encodeURIComponent(search)}`)).body.items.map(
        ({ displayName }: { displayName: string }) => displayName,
      );
    expect(await found(b.slice(0, 200).toUpperCase())).toEqual([b]);
    expect(await found(`${b.slice(0, 195)}xyz`)).toEqual([]);
  });
});
