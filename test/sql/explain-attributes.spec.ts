import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SqlValue } from '../../src/persistence/database/database.js';
import { ResourceSearch } from '../../src/persistence/search/resource-search.js';
import { storageOf } from '../../src/persistence/resources/storage-map.js';
import { checkFilter } from '../../src/scim/filter/check.js';
import { parseFilter } from '../../src/scim/filter/parse.js';
import type { AttributeTarget, ResourceType } from '../../src/scim/resource-type.js';
import { filterableTargets, OPERATORS } from '../support/arbitrary-filter.js';
import { onEveryDatabase } from '../support/databases.js';
import { fillIndexes, fillMemberships, literalOf, RESOURCES, VALUES } from '../support/indexed-rows.js';
import { kindsOfGroup, kindsOfUser } from '../support/kinds-extension.js';
import { TestService } from '../support/service.js';

const TYPES = [kindsOfUser, kindsOfGroup];
const TENANTS = 3;
/** Rows that a plan may touch beside those that it looks for. */
const SLACK = 30;

/** A table or index read from end to end. `n`, `o` and `nested` are rows found by a part of the statement. */
const SCAN = /(?:Table scan on|Index scan on|\bSCAN) (?!<|n\b|o\b|nested\b)/;
/** SQLite reads a tenant's whole part of an index. */
const WHOLE_TENANT = /SEARCH (?:r|d|v) .*\(tenant_id=\?(?: AND path=\?)?\)/;

/**
 * `groups` looks through the tenant's groups for nested ones, and types of members are in no index; from a guess of
 * how many come of it MySQL may start with the resources.
 */
const READS_MEMBERSHIPS = /^(?:groups\.|members\.type$)/;

const addressOf = (type: ResourceType): string => `https://x.example/scim/v2${type.endpoint}`;

onEveryDatabase('the index of every attribute', (name) => {
  let service: TestService;
  let tenantId = '';
  let ids = new Map<ResourceType, string[]>();

  beforeAll(async () => {
    service = await TestService.start(name);
    const { storage } = service;
    for (let number = 0; number < TENANTS; number++) {
      tenantId = (await service.createTenant()).id;
      ids = await fillIndexes(storage, tenantId, TYPES);
      await fillMemberships(storage, tenantId, ids.get(kindsOfUser) ?? [], ids.get(kindsOfGroup) ?? []);
    }
    // MySQL keeps statistics by itself, in time; SQLite has none in service, and must find its plans without.
    if (name === 'mysql') {
      await storage.rows('ANALYZE TABLE users, `groups`, group_members, attribute_values');
    }
  }, 120_000);
  afterAll(() => service.stop());

  /** How the statements of a filter are carried out, and the most rows that any step of them reads. */
  const planOf = async (type: ResourceType, text: string) => {
    const { storage } = service;
    const sent: { sql: string; params: readonly SqlValue[] }[] = [];
    const rows = storage.rows.bind(storage);
    storage.rows = (sql, params = []) => {
      // How large the directory is: 64 rows a type at most tell.
      if (!sql.includes('resource_counts')) sent.push({ sql, params });
      return rows(sql, params);
    };
    const filter = checkFilter(parseFilter(text), type);
    const search = new ResourceSearch(storage, tenantId, type, addressOf(type));
    const page = await search.byIndex({ filter, sort: null }, 0, 100).finally(() => {
      storage.rows = rows;
    });
    const steps: string[] = [];
    for (const { sql, params } of sent) {
      const prefix = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN ANALYZE';
      for (const row of await rows<Record<string, unknown>>(`${prefix} ${sql}`, params)) {
        steps.push(...String(row.detail ?? row.EXPLAIN).split('\n'));
      }
    }
    const read = (step: string): number => {
      const [, each = '0', loops = '0'] = /actual time=\S+ rows=(\S+) loops=(\d+)/.exec(step) ?? [];
      return Number(each) * Number(loops);
    };
    return {
      plan: steps.join('\n'),
      total: page.totalResults,
      mostRead: Math.max(0, ...steps.map(read)),
      resourcesRead: Math.max(0, ...steps.filter((step) => / on r\b/.test(step)).map(read)),
    };
  };

  const filterOn = (type: ResourceType, target: AttributeTarget, op: string): string => {
    if (op === 'pr') return `${target.path} pr`;
    const others = ids.get(type === kindsOfUser ? kindsOfGroup : kindsOfUser) ?? [];
    const place = filterableTargets(type).findIndex(({ path }) => path === target.path);
    const own = ids.get(type) ?? [];
    if (target.path === 'meta.location')
      return `meta.location ${op} ${JSON.stringify(`${addressOf(type)}/${own[77]}`)}`;
    const literal =
      target.path === 'schemas'
        ? JSON.stringify(type.extensions[0]?.id)
        : literalOf(target, place, own, others);
    return `${target.path} ${op} ${literal}`;
  };

  it.each(TYPES)('serves eq and sw on a $name', async (type: ResourceType) => {
    const targets = filterableTargets(type);
    expect(targets.length).toBeGreaterThan(30);
    for (const target of targets) {
      const definition = target.sub ?? target.attribute;
      if (definition.type === 'complex') throw new Error(`"${target.path}" is complex`);
      for (const op of OPERATORS[definition.type].filter((each) => each === 'eq' || each === 'sw')) {
        const text = filterOn(type, target, op);
        const { plan, total, mostRead, resourcesRead } = await planOf(type, text);
        // The same for every resource, so that no row is looked at.
        if (storageOf(target, type).kind === 'constant' && target.attribute.association !== true) {
          expect([text, total, resourcesRead]).toEqual([text, 0, 0]);
          continue;
        }
        const few = 3 * total + SLACK;
        const most = READS_MEMBERSHIPS.test(target.path) ? RESOURCES + SLACK : few;
        const mostOwn = text.startsWith('groups.value eq') ? few : most;
        expect({ text, total, mostRead, resourcesRead, plan }).toEqual({
          text,
          total: Math.min(Math.max(total, 1), RESOURCES / 20),
          mostRead: Math.min(mostRead, most),
          resourcesRead: Math.min(resourcesRead, mostOwn),
          plan: expect.not.stringMatching(SCAN),
        });
        if (!READS_MEMBERSHIPS.test(target.path)) expect(`${text}\n${plan}`).not.toMatch(WHOLE_TENANT);
      }
    }
  });

  it.each(TYPES)(
    'bounds every other operator on a $name to what the README says',
    async (type: ResourceType) => {
      const examples = new Map<string, AttributeTarget>();
      for (const target of filterableTargets(type)) {
        const definition = target.sub ?? target.attribute;
        const { kind } = storageOf(target, type);
        const path = target.attribute.association === true ? target.path : `${kind} ${definition.type}`;
        if (kind !== 'constant') examples.set(path, target);
      }
      expect(examples.size).toBeGreaterThan(5);
      for (const target of examples.values()) {
        const definition = target.sub ?? target.attribute;
        if (definition.type === 'complex') throw new Error(`"${target.path}" is complex`);
        const others = OPERATORS[definition.type].filter((op) => op !== 'eq' && op !== 'sw');
        for (const op of ['pr', ...others]) {
          const text = filterOn(type, target, op);
          const { plan, total, mostRead, resourcesRead } = await planOf(type, text);
          const { kind } = storageOf(target, type);
          const values = kind === 'rows' && target.attribute.association !== true ? VALUES : RESOURCES;
          // Versions are numbers, and ordered as the texts that clients see.
          const inOrder = kind === 'version' ? RESOURCES : 2 * total;
          // `co` and `ew` read the values of the attribute, orders those that match, `ne` and `pr` the tenant.
          const byOperator =
            op === 'co' || op === 'ew' ? values : op === 'ne' || op === 'pr' ? RESOURCES : inOrder;
          const most = READS_MEMBERSHIPS.test(target.path) ? RESOURCES : byOperator;
          const allowed = (target.attribute.association === true ? RESOURCES : most) + SLACK;
          expect({ text, mostRead, plan }).toEqual({
            ...{ text, plan: expect.not.stringMatching(SCAN) },
            mostRead: Math.min(mostRead, allowed),
          });
          expect(resourcesRead).toBeLessThanOrEqual(RESOURCES);
        }
      }
    },
  );
});
