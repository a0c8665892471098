import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ResourceSearch } from '../../src/persistence/resource-search.js';
import { checkFilter } from '../../src/scim/filter/check.js';
import { evaluate } from '../../src/scim/filter/evaluate.js';
import { parseFilter } from '../../src/scim/filter/parse.js';
import type { ScimResource } from '../../src/scim/resource.js';
import { groupType, userType, type ResourceType } from '../../src/scim/resource-type.js';
import { onEveryDatabase } from '../support/databases.js';
import { filterText, groupSeeds, userSeeds } from '../support/arbitrary-filter.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

const FILTERS = 600;

onEveryDatabase('SQL and evaluate() agree', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let ids: string[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const other = await service.createTenant('Contoso');
    ids = [];
    for (const user of userSeeds) {
      ids.push((await tenant.createUser(user)).id);
      await other.createUser(user);
    }
    for (const group of groupSeeds) {
      const members = group.members.map((index) => ({ value: ids[index] }));
      await tenant.createGroup({ ...group, members });
    }
  });
  afterAll(() => service.stop());

  it.each([userType, groupType])('for $name, on random filters', async (type: ResourceType) => {
    const { body } = await tenant.get(`${type.endpoint}?count=1000`);
    const resources = body.Resources as ScimResource[];
    expect(resources.length).toBeGreaterThan(5);
    const search = new ResourceSearch(service.storage, tenant.id, type);
    const sample = { ids, groupIds: type === groupType ? resources.map((each) => String(each.id)) : [] };
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
});
