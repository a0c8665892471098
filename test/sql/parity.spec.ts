import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ResourceSearch, type SeekPage } from '../../src/persistence/resource-search.js';
import type { Position } from '../../src/persistence/sort-sql.js';
import { checkFilter } from '../../src/scim/filter/check.js';
import { evaluate } from '../../src/scim/filter/evaluate.js';
import { parseFilter } from '../../src/scim/filter/parse.js';
import type { ScimResource } from '../../src/scim/resource.js';
import { groupType, userType, type ResourceType } from '../../src/scim/resource-type.js';
import { compareSortKeys, parseSort, sortKey, type Sort } from '../../src/scim/sort.js';
import { onEveryDatabase } from '../support/databases.js';
import { filterText, groupSeeds, sortableNames, userSeeds } from '../support/arbitrary-filter.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

const FILTERS = 600;

onEveryDatabase('SQL and evaluate() agree', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let ids: string[];
  let groupIds: string[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const other = await service.createTenant('Contoso');
    ids = [];
    for (const user of userSeeds) {
      ids.push((await tenant.createUser(user)).id);
      await other.createUser(user);
    }
    groupIds = [];
    for (const { groups = [], ...group } of groupSeeds) {
      const members = [
        ...group.members.map((index) => ids[index]),
        ...groups.map((index) => groupIds[index]),
      ];
      const created = await tenant.createGroup({ ...group, members: members.map((value) => ({ value })) });
      groupIds.push(created.id);
    }
  });
  afterAll(() => service.stop());

  it.each([userType, groupType])('for $name, on random filters', async (type: ResourceType) => {
    const { body } = await tenant.get(`${type.endpoint}?count=1000`);
    const resources = body.Resources as ScimResource[];
    expect(resources.length).toBeGreaterThan(5);
    const search = new ResourceSearch(service.storage, tenant.id, type);
    const sample = { ids, groupIds };
    await fc.assert(
      fc.asyncProperty(filterText(type, sample), async (text) => {
        const filter = checkFilter(parseFilter(text), type);
        const page = await search.byIndex({ filter, sort: null }, 0, 1000);
        const expected = resources.filter((resource) => evaluate(filter, resource)).map(({ id }) => id);
        expect({ text, ids: page.resources.map(({ id }) => id) }).toEqual({ text, ids: expected });
        expect(page.totalResults).toBe(expected.length);
      }),
      { numRuns: FILTERS },
    );
  });

  it.each([userType, groupType])('for $name, in every order', async (type: ResourceType) => {
    const { body } = await tenant.get(`${type.endpoint}?count=1000`);
    const resources = body.Resources as ScimResource[];
    const search = new ResourceSearch(service.storage, tenant.id, type);
    for (const name of sortableNames(type)) {
      for (const sortOrder of ['ascending', 'descending']) {
        const sort = parseSort(type, name, sortOrder);
        if (sort === null) throw new Error(`"${name}" gives no order`);
        const sorted = [...resources].sort((a, b) => {
          const byKey = compareSortKeys(prefix(sortKey(sort, a)), prefix(sortKey(sort, b)));
          return (sort.descending ? -byKey : byKey) || (String(a.id) < String(b.id) ? -1 : 1);
        });
        const expected = sorted.map(({ id }) => id);
        const page = await search.byIndex({ filter: null, sort }, 0, 1000);
        expect([name, sortOrder, page.resources.map(({ id }) => id)]).toEqual([name, sortOrder, expected]);
        expect([name, sortOrder, await walk(search, sort, false)]).toEqual([name, sortOrder, expected]);
        expect([name, sortOrder, await walk(search, sort, true)]).toEqual([
          name,
          sortOrder,
          [...expected].reverse(),
        ]);
      }
    }
  });
});

/** All ids by seeking, two at a time, from the start or from the end. */
async function walk(search: ResourceSearch, sort: Sort, backwards: boolean): Promise<string[]> {
  const found: string[] = [];
  let from: Position | null = null;
  for (;;) {
    const page: SeekPage = await search.bySeek({ filter: null, sort }, from, backwards, 2);
    const ids = page.resources.map(({ id }) => id);
    found.push(...(backwards ? ids.reverse() : ids));
    if (!page.more || page.ends === null) return found;
    from = backwards ? page.ends.first : page.ends.last;
  }
}

/** Of a very long value only the beginning counts for the order. */
function prefix(key: string | null): string | null {
  return key === null ? null : [...key].slice(0, 190).join('');
}
