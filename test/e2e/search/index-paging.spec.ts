import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

/*
 * Index paging, RFC 7644 section 3.4.2.4, as Entra's account discovery and gallery validation use it.
 * https://learn.microsoft.com/entra/identity/app-provisioning/how-to-account-discovery
 */

const TOTAL = 250;
const DEFAULT_COUNT = 100;

onEveryDatabase('Index paging', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  /** In the order in which the service lists them. */
  let all: string[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const other = await service.createTenant('Contoso');
    await other.createUser({ userName: 'page-0' });
    for (let start = 0; start < TOTAL; start += 25) {
      const batch = Array.from({ length: 25 }, (_, index) => start + index);
      await Promise.all(
        batch.map((number) =>
          tenant.createUser({
            userName: `page-${number}`,
            active: number % 2 === 0,
            title: `t${number % 3}`,
          }),
        ),
      );
    }
    all = ids(await list('count=1000'));
  }, 120_000);
  afterAll(() => service.stop());

  const list = async (query: string): Promise<any> => {
    const { status, body } = await tenant.get(`/Users?${query}`);
    expect(status).toBe(200);
    return body;
  };

  it('one page of all names each user once', () => {
    expect(new Set(all).size).toBe(TOTAL);
    expect(all).toHaveLength(TOTAL);
  });

  it.each<[string, number, number, number]>([
    // query, startIndex echoed, first of `all`, itemsPerPage
    ['', 1, 0, DEFAULT_COUNT],
    ['startIndex=1', 1, 0, DEFAULT_COUNT],
    ['startIndex=0', 1, 0, DEFAULT_COUNT],
    ['startIndex=-5', 1, 0, DEFAULT_COUNT],
    ['startIndex=101', 101, 100, DEFAULT_COUNT],
    ['startIndex=201', 201, 200, 50],
    ['startIndex=250', 250, 249, 1],
    ['startIndex=251', 251, 250, 0],
    ['startIndex=999999', 999_999, 250, 0],
    ['count=1', 1, 0, 1],
    ['count=0', 1, 0, 0],
    ['count=-1', 1, 0, 0],
    ['count=250', 1, 0, TOTAL],
    ['count=1001', 1, 0, TOTAL],
    ['count=999999', 1, 0, TOTAL],
    ['startIndex=0&count=0', 1, 0, 0],
    ['startIndex=100&count=0', 100, 99, 0],
    ['startIndex=6&count=5', 6, 5, 5],
    ['startIndex=+6&count=5', 6, 5, 5],
    ['startIndex=249&count=5', 249, 248, 2],
    ['StartIndex=6&COUNT=5&unknown=1', 6, 5, 5],
  ])('?%s starts at %i', async (query, startIndex, first, itemsPerPage) => {
    const body = await list(query);

    expect({ ...body, Resources: ids(body) }).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: TOTAL,
      startIndex,
      itemsPerPage,
      Resources: all.slice(first, first + itemsPerPage),
    });
  });

  it.each([7, 50, 100, 249])('pages of %i hold every user once, in one order', async (count) => {
    const walked: string[] = [];
    for (let startIndex = 1; startIndex <= TOTAL; startIndex += count) {
      const body = await list(`startIndex=${startIndex}&count=${count}`);
      expect([body.totalResults, body.startIndex]).toEqual([TOTAL, startIndex]);
      walked.push(...ids(body));
    }

    expect(walked).toEqual(all);
  });

  it.each([
    ['active eq true', (number: number) => number % 2 === 0],
    ['title eq "t1" and active eq "False"', (number: number) => number % 3 === 1 && number % 2 === 1],
    ['userName sw "PAGE-1"', (number: number) => String(number).startsWith('1')],
    ['not (title eq "t0")', (number: number) => number % 3 !== 0],
  ])('pages of the filter %s hold every match once, and totalResults is exact', async (filter, matches) => {
    const expected = Array.from({ length: TOTAL }, (_, number) => number).filter(matches);
    const walked: string[] = [];
    for (let startIndex = 1; startIndex <= expected.length; startIndex += 20) {
      const { body } = await tenant.find('/Users', filter, `&startIndex=${startIndex}&count=20`);
      expect(body.totalResults).toBe(expected.length);
      walked.push(...body.Resources.map((user: { userName: string }) => user.userName));
    }

    expect(walked.sort()).toEqual(expected.map((number) => `page-${number}`).sort());
    expect((await tenant.find('/Users', filter, '&count=0')).body).toMatchObject({
      totalResults: expected.length,
      Resources: [],
    });
  });

  it('changing users between two pages moves none of them', async () => {
    const first = await list('count=125');
    await tenant.patch(`/Users/${all[200]}`, [{ op: 'replace', value: { nickName: 'moved?' } }]);
    await tenant.patch(`/Users/${all[0]}`, [{ op: 'replace', value: { userName: 'zzz' } }]);
    const second = await list('startIndex=126&count=125');

    expect([...ids(first), ...ids(second)]).toEqual(all);
  });

  it.each(['startIndex=x', 'count=1.5', 'count=1e3', 'count=1&count=2', 'startIndex=99999999999999999'])(
    '?%s is refused with 400',
    async (query) => {
      const { status, body } = await tenant.get(`/Users?${query}`);

      expect([status, body.status]).toEqual([400, '400']);
      expect(body.detail).toMatch(/count|startIndex/);
    },
  );

  describe('groups', () => {
    it('are paged in the same way', async () => {
      const made = [];
      for (let number = 0; number < 11; number++) made.push((await tenant.createGroup()).id);

      const pages = [];
      for (const startIndex of [1, 6, 11]) {
        const { body } = await tenant.get(
          `/Groups?startIndex=${startIndex}&count=5&excludedAttributes=members`,
        );
        pages.push([body.totalResults, body.startIndex, body.itemsPerPage]);
        expect(ids(body)).toEqual(made.slice(startIndex - 1, startIndex + 4));
      }
      expect(pages).toEqual([
        [11, 1, 5],
        [11, 6, 5],
        [11, 11, 1],
      ]);
    });

    it('a page of groups and one of users show their memberships', async () => {
      const [user, group] = [await tenant.createUser(), await tenant.createGroup()];
      await tenant.patch(`/Groups/${group.id}`, [
        { op: 'add', path: 'members', value: [{ value: user.id }] },
      ]);

      const groups = (await tenant.find('/Groups', `displayName eq "${group.displayName}"`)).body;
      expect(groups.Resources[0].members).toEqual([
        { value: user.id, $ref: user.meta.location, type: 'User' },
      ]);
      expect(groups.Resources[0].schemas).toEqual([GROUP]);
      const users = (await tenant.find('/Users', `id eq "${user.id}"`)).body;
      expect(users.Resources).toEqual([(await tenant.get(`/Users/${user.id}`)).body]);
      expect(users.Resources[0].schemas).toEqual([USER]);
      await tenant.delete(`/Users/${user.id}`);
    });
  });
});

function ids(body: { Resources: { id: string }[] }): string[] {
  return body.Resources.map(({ id }) => id);
}
