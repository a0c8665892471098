import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import type { Answer, TestTenant } from '../../support/tenant.js';

/* Cursors on the base URL: RFC 9865 across the types of RFC 7644 section 3.4.2.1. */

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const USERS = 5;
const GROUPS = 4;
const SAME = 'displayName sw "same"';

type Page = (cursor: string, more?: Record<string, string | number>) => Promise<Answer>;

onEveryDatabase('Cursors on the base URL', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    for (let index = 0; index < USERS; index++) {
      await tenant.createUser({ displayName: `Same ${'cab'[index % 3]}`, title: `t${index % 2}` });
    }
    for (let index = 0; index < GROUPS; index++) {
      await tenant.createGroup({ displayName: `Same group ${'dbca'[index]}` });
    }
    await tenant.createUser({ displayName: 'Another' });
  });
  afterAll(() => service.stop());

  const byGet =
    (from: TestTenant): Page =>
    (cursor, more = {}) => {
      const query = new URLSearchParams({ ...asText(more), cursor });
      return from.get(`?${query.toString()}`);
    };
  const byPost: Page = (cursor, more = {}) =>
    tenant.post('/.search', { schemas: [SEARCH_REQUEST], ...more, cursor });

  describe.each<[string, () => Page]>([
    ['GET', () => byGet(tenant)],
    ['POST /.search', () => byPost],
  ])('by %s', (_way, pageOf) => {
    it.each<[string, Record<string, string>]>([
      ['in the order of creation', {}],
      ['of a filter', { filter: SAME }],
      ['sorted', { sortBy: 'displayName' }],
      ['sorted downwards, with values that repeat', { sortBy: 'displayName', sortOrder: 'descending' }],
      ['sorted by what groups do not have', { sortBy: 'title' }],
      ['of a filter that suits users only', { filter: 'title pr' }],
      ['of a filter that suits groups only', { filter: 'displayName pr and not (members pr)' }],
      ['of a filter that only groups match', { filter: 'meta.resourceType eq "Group"' }],
      ['of a filter that nothing matches', { filter: 'displayName eq "nobody"' }],
    ])('pages %s go forth and back as pages by index', async (title, query) => {
      const all = ids(await tenant.get(`?${new URLSearchParams(query).toString()}`));
      expect(all.length > 0).toBe(!title.includes('nothing matches'));
      for (let count = 1; count <= USERS + GROUPS + 2; count++) {
        const { pages, last } = await walk(pageOf(), query, count);
        expect(pages.flat()).toEqual(all);
        expect(pages.every((page, index) => page.length === count || index === pages.length - 1)).toBe(true);
        const back: string[][] = [];
        let { previousCursor } = last;
        while (previousCursor !== undefined) {
          const { body } = await pageOf()(previousCursor, { ...query, count });
          expect(body).toHaveProperty('nextCursor');
          back.unshift(ids({ body }));
          previousCursor = body.previousCursor;
        }
        expect(back).toEqual(pages.slice(0, -1));
      }
    });
  });

  it('a page has the total and its size, and no index', async () => {
    const first = (await byPost('', { filter: SAME, count: USERS + 1 })).body;
    expect({ ...first, Resources: first.Resources.length }).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: USERS + GROUPS,
      itemsPerPage: USERS + 1,
      nextCursor: expect.stringMatching(/^[\w-]+$/),
      Resources: USERS + 1,
    });
    const { body } = await byPost('', { count: 0 });
    expect([body.totalResults, body.Resources, body.nextCursor]).toEqual([USERS + GROUPS + 1, [], undefined]);
  });

  it('are bound to query, tenant and endpoint, and signed', async () => {
    const cursor = (await byPost('', { filter: SAME, count: USERS + 1 })).body.nextCursor as string;
    const other = await service.createTenant('Contoso');
    const ofUsers = (await tenant.get('/Users?cursor=&count=1')).body.nextCursor as string;
    for (const answer of [
      await byPost(cursor),
      await byPost(cursor, { filter: SAME, sortBy: 'displayName' }),
      await byGet(other)(cursor, { filter: SAME }),
      await byPost(`${cursor.slice(0, -4)}AAAA`, { filter: SAME }),
      await tenant.find('/Groups', SAME, `&cursor=${cursor}`),
      await byPost(ofUsers),
      await byPost('x'),
    ]) {
      expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidCursor']);
    }
    expect((await byPost(cursor, { filter: SAME })).status).toBe(200);
    expect((await tenant.get('?cursor=&count=x')).body.scimType).toBe('invalidCount');
    expect((await byPost('', { filter: 'nope pr' })).body.scimType).toBe('invalidFilter');
  });

  it('each survivor of 400 users and 300 groups is found once while others come and go', async () => {
    const walked = await service.createTenant('Walked');
    const users = await inParallel(400, async () => `/Users/${(await walked.createUser()).id}`);
    const groups = await inParallel(300, async () => `/Groups/${(await walked.createGroup()).id}`);
    const doomed = [...users, ...groups].filter((_, index) => index % 5 === 0);
    const survivors = [...users, ...groups].filter((path) => !doomed.includes(path));
    let walking = true;
    let gone = 0;
    const disturb = async (): Promise<void> => {
      for (let path = doomed.pop(); walking && path !== undefined; path = doomed.pop()) {
        await walked.delete(path);
        await walked.createUser();
        await walked.createGroup();
        gone++;
      }
    };
    const disturbing = disturb();
    const { pages, last } = await walk(byGet(walked), { excludedAttributes: 'members' }, 20);
    const found = pages.flat();
    let { previousCursor } = last;
    const back: string[] = [];
    while (previousCursor !== undefined) {
      const { body } = await byGet(walked)(previousCursor, { count: 20 });
      back.push(...ids({ body }));
      previousCursor = body.previousCursor;
    }
    walking = false;
    await disturbing;
    expect(gone).toBeGreaterThan(10);
    expect(new Set(found).size).toBe(found.length);
    expect(new Set(back).size).toBe(back.length);
    const paths = new Set(found);
    const pathsOnLastPage = new Set(pages.at(-1));
    expect(survivors.filter((path) => !paths.has(path))).toEqual([]);
    expect(survivors.filter((path) => !back.includes(path) && !pathsOnLastPage.has(path))).toEqual([]);
  });

  /** All pages of a query, as the addresses of their resources. */
  async function walk(
    page: Page,
    query: Record<string, string>,
    count: number,
  ): Promise<{ pages: string[][]; last: any }> {
    const pages: string[][] = [];
    let cursor = '';
    for (;;) {
      const answer = await page(cursor, { ...query, count });
      expect([answer.status, answer.body.scimType]).toEqual([200, undefined]);
      pages.push(ids(answer));
      if (answer.body.nextCursor === undefined) return { pages, last: answer.body };
      cursor = answer.body.nextCursor;
    }
  }

  /** The address of each resource of a page, below the base URL. */
  function ids({ body }: Pick<Answer, 'body'>): string[] {
    return body.Resources.map((each: any) => String(each.meta.location).replace(/^.*\/scim\/v2/, ''));
  }
});

function asText(query: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]));
}
