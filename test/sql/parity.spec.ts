import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MembershipRepository } from '../../src/persistence/members/membership.repository.js';
import {
  ResourceSearch,
  type IndexPage,
  type SeekPage,
} from '../../src/persistence/search/resource-search.js';
import { ResourceRepository } from '../../src/persistence/resources/resource.repository.js';
import { storageOf } from '../../src/persistence/resources/storage-map.js';
import { StoredResource } from '../../src/persistence/resources/stored-resource.js';
import type { Position } from '../../src/persistence/search/sort-sql.js';
import { TenantStore } from '../../src/persistence/tenant-store.js';
import type { Part } from '../../src/resources/json-pieces.js';
import { renderBatches } from '../../src/resources/search-resources.js';
import { checkFilter } from '../../src/scim/filter/check.js';
import { evaluate } from '../../src/scim/filter/evaluate.js';
import { readFilter } from '../../src/scim/filter/unescaped.js';
import { Projection } from '../../src/scim/projection.js';
import { parseResourceBody } from '../../src/scim/resource-body.js';
import type { ResourceType } from '../../src/scim/resource-type.js';
import type { ScimResource } from '../../src/scim/resource.js';
import { compareSortKeys, parseSort, sortKey, type Sort } from '../../src/scim/sort.js';
import {
  filterableTargets,
  filterText,
  leaves,
  OPERATORS,
  unescapedText,
} from '../support/arbitrary-filter.js';
import { resourceBody } from '../support/arbitrary-resource.js';
import { onEveryDatabase } from '../support/databases.js';
import { groupSeeds, userSeeds } from '../support/hard-seeds.js';
import { kindsOfGroup, kindsOfUser } from '../support/kinds-extension.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

/** Random filters a type and set of resources, beside every operator on every attribute. */
const FILTERS = 250;
/** Literals for an operator on an attribute, until one matches something. */
const TRIES = 3;
const SETS = [0, 1];
const TYPES = [kindsOfUser, kindsOfGroup];
const LEAST_PAIRS = 2000;
const seed = Number(process.env.TEST_SEED);

onEveryDatabase('SQL and evaluate() agree', (name) => {
  let service: TestService;
  let pairs = 0;
  /** How many filters matched none, some and all of the resources. */
  const matched = { none: 0, some: 0, all: 0 };
  /** Operators, each with a type, that matched some resources and not others. */
  const telling = new Set<string>();

  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  describe.each(SETS)('on set %i of random resources', (set) => {
    let tenant: TestTenant;
    const resources = new Map<ResourceType, ScimResource[]>();

    beforeAll(async () => {
      tenant = await service.createTenant();
      const other = await service.createTenant('Contoso');
      for (const { id } of [tenant, other]) await fill(service, id, seed + set);
      for (const type of TYPES) resources.set(type, await readAll(type));
    });

    const searchOf = (type: ResourceType) =>
      new ResourceSearch(service.storage, tenant.id, type, `https://x.example/scim/v2${type.endpoint}`);

    const readAll = async (type: ResourceType): Promise<ScimResource[]> => {
      const store = new TenantStore(service.storage, tenant.id);
      const context = { store, baseUrl: 'https://x.example/scim/v2' };
      const page = await searchOf(type).byIndex({ filter: null, sort: null }, 0, 1000);
      const parts: Part[] = [];
      for await (const some of renderBatches(context, type, page, Projection.of(type))) parts.push(...some);
      return parts.map((part) => JSON.parse(part() as string));
    };

    /** @returns how many of the resources match, as both say */
    const compare = async (type: ResourceType, text: string): Promise<number> => {
      const all = resources.get(type) ?? [];
      const filter = checkFilter(readFilter(text), type);
      const page = await searchOf(type).byIndex({ filter, sort: null }, 0, 1000);
      const expected = all.filter((resource) => evaluate(filter, resource)).map(({ id }) => id);
      expect({ text, ids: await idsOf(page) }).toEqual({ text, ids: expected });
      expect(page.totalResults).toBe(expected.length);
      pairs++;
      matched[expected.length === 0 ? 'none' : expected.length < all.length ? 'some' : 'all']++;
      return expected.length;
    };

    it.each(TYPES)('for $name, with every operator on every attribute', async (type: ResourceType) => {
      const all = resources.get(type) ?? [];
      const hit = new Set<string>();
      for (const [index, leaf] of leaves(type, all).entries()) {
        const texts = fc.sample(leaf.text, { numRuns: TRIES, seed: seed + set * 10_007 + index });
        let found = 0;
        for (const text of texts) {
          found = await compare(type, text);
          if (found > 0 && found < all.length) telling.add(`${leaf.type} ${leaf.op}`);
          if (found > 0) break;
        }
        if (found > 0 && leaf.op !== 'ne' && leaf.op !== 'pr') hit.add(leaf.name);
      }
      const names = filterableTargets(type).map(({ path }) => path);
      // Read-only, and nothing gives it a value.
      expect([...hit].sort()).toEqual(names.filter((path) => !path.endsWith(':manager.displayName')).sort());
    });

    it.each(TYPES)('for $name, with random filters', async (type: ResourceType) => {
      await fc.assert(
        fc.asyncProperty(filterText(type, resources.get(type) ?? []), async (text) => {
          await compare(type, text);
        }),
        { numRuns: FILTERS },
      );
    });

    it.each(TYPES)('for $name, with values that are not escaped', async (type: ResourceType) => {
      await fc.assert(
        fc.asyncProperty(unescapedText(type, resources.get(type) ?? []), async (text) => {
          await compare(type, text);
        }),
        { numRuns: FILTERS },
      );
    });

    it.each(TYPES)('for $name, in every order', async (type: ResourceType) => {
      const search = searchOf(type);
      for (const { path } of filterableTargets(type)) {
        for (const sortOrder of ['ascending', 'descending']) {
          const sort = parseSort(type, path, sortOrder);
          if (sort === null) throw new Error(`"${path}" gives no order`);
          const sorted = [...(resources.get(type) ?? [])].sort((a, b) => {
            const [left, right] = [a, b].map((each) => shortened(sortKey(sort, each), sort, type));
            const byKey = compareSortKeys(left ?? null, right ?? null);
            return (sort.descending ? -byKey : byKey) || (String(a.id) < String(b.id) ? -1 : 1);
          });
          const expected = sorted.map(({ id }) => id);
          const page = await search.byIndex({ filter: null, sort }, 0, 1000);
          const [forth, back] = [await walk(search, sort, false), await walk(search, sort, true)];
          expect([path, sortOrder, await idsOf(page)]).toEqual([path, sortOrder, expected]);
          expect([path, sortOrder, forth]).toEqual([path, sortOrder, expected]);
          expect([path, sortOrder, back]).toEqual([path, sortOrder, [...expected].reverse()]);
        }
      }
    });
  });

  it(`on ${LEAST_PAIRS} pairs or more of a filter and resources, most of which tell resources apart`, () => {
    expect(pairs).toBeGreaterThanOrEqual(LEAST_PAIRS);
    expect(matched.some).toBeGreaterThan(pairs / 3);
    expect(matched.none).toBeGreaterThan(0);
    expect(matched.all).toBeGreaterThan(0);
    const possible = Object.entries(OPERATORS).flatMap(([kind, ops]) =>
      ['pr', ...ops].map((op) => `${kind} ${op}`),
    );
    expect([...telling].sort()).toEqual(possible.sort());
  });
});

/** Stores hard and random users and groups; the same seed gives the same, but for ids. */
async function fill(service: TestService, tenantId: string, seed: number): Promise<void> {
  const { storage } = service;
  const random = <T>(values: fc.Arbitrary<T>, numRuns: number, offset: number): T[] =>
    fc.sample(values, { numRuns, seed: seed + offset });
  const instants = random(fc.integer({ min: -1e9, max: 2e12 }), 200, 1);
  const store = async (type: ResourceType, body: Record<string, unknown>): Promise<string> => {
    const { resource, memberIds } = parseResourceBody({ schemas: [type.schema.id], ...body }, type);
    const { schemas, ...attributes } = resource;
    const id = uuidv7();
    const stored = StoredResource.fromRow({
      id,
      version: 1 + ((instants.length * 7) % 120),
      created_at: instants.pop() ?? 0,
      modified_at: instants.pop() ?? 0,
      document: JSON.stringify({ schemas, id, ...attributes }),
    });
    await storage.transaction(async (tx) => {
      await new ResourceRepository(storage, tenantId, type).insert(tx, stored);
      await new MembershipRepository(storage, tenantId).apply(tx, id, { kind: 'add', ids: memberIds });
    });
    return id;
  };
  const bodies = (type: ResourceType): Record<string, unknown>[] => [
    ...random(resourceBody(type, 1), 1, 2),
    ...random(resourceBody(type, 0.4), type === kindsOfUser ? 14 : 6, 3),
  ];
  const users: string[] = [];
  for (const [index, body] of bodies(kindsOfUser).entries()) {
    users.push(await store(kindsOfUser, { ...body, userName: `${String(body.userName)} ${index}` }));
  }
  for (const user of userSeeds) users.push(await store(kindsOfUser, user));
  const groups: string[] = [];
  const values = (ids: readonly string[]) => ids.map((value) => ({ value }));
  for (const [index, body] of bodies(kindsOfGroup).entries()) {
    const [members = []] = random(fc.subarray([...users, ...groups]), 1, 4 + index);
    const displayName = `${String(body.displayName)} ${index}`;
    groups.push(await store(kindsOfGroup, { ...body, displayName, members: values(members) }));
  }
  const seeded: string[] = [];
  for (const { groups: inner = [], members, ...group } of groupSeeds) {
    const ids = [...members.map((index) => users[index] ?? ''), ...inner.map((index) => seeded[index] ?? '')];
    seeded.push(await store(kindsOfGroup, { ...group, members: values(ids) }));
  }
}

/** All ids by seeking, a few at a time, from the start or from the end. */
async function walk(search: ResourceSearch, sort: Sort, backwards: boolean): Promise<string[]> {
  const found: string[] = [];
  let from: Position | null = null;
  for (;;) {
    const page: SeekPage = await search.bySeek({ filter: null, sort }, from, backwards, 16);
    const ids = await idsOf(page);
    found.push(...(backwards ? ids.reverse() : ids));
    if (!page.more || page.ends === null) return found;
    from = backwards ? page.ends.first : page.ends.last;
  }
}

async function resourcesOf({ batches }: IndexPage): Promise<StoredResource[]> {
  const all: StoredResource[] = [];
  for await (const some of batches) all.push(...some);
  return all;
}

async function idsOf(page: IndexPage): Promise<string[]> {
  return (await resourcesOf(page)).map(({ id }) => id);
}

/** Of a very long value in a row of its own only the beginning counts for the order. */
function shortened(key: string | null, { target }: Sort, type: ResourceType): string | null {
  const isWhole = target.attribute.association === true || storageOf(target, type).kind !== 'rows';
  return key === null || isWhole ? key : [...key].slice(0, 190).join('');
}
