import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { SqlValue } from '../../src/persistence/database/database.js';
import { insertLogRows } from '../support/bulk-log.js';
import { onEveryDatabase } from '../support/databases.js';
import { logPage } from '../support/log.js';
import { TestService } from '../support/service.js';
import type { TestTenant } from '../support/tenant.js';

const ROWS = 20_000;
const ACTIONS = ['create', 'update', 'disable', 'restore', 'delete', 'add-member', 'remove-member'];

onEveryDatabase('the provisioning log', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let resource: string;
  let middle: string;

  beforeAll(async () => {
    service = await TestService.start(name);
    const tenants = [
      await service.createTenant(),
      await service.createTenant(),
      await service.createTenant(),
    ];
    tenant = tenants[1] as TestTenant;
    const resources = Array.from({ length: 500 }, () => uuidv7());
    resource = resources[7] ?? '';
    for (const { id } of tenants) {
      await insertLogRows(service.storage, id, ROWS, (i) => ({
        action: ACTIONS[i % ACTIONS.length] ?? '',
        outcome: i % 50 === 0 ? 'refused' : 'success',
        resource_id: i % 50 === 0 ? null : (resources[i % resources.length] ?? null),
        resource_name: `user-${i % 500}@b.c`,
        name_key: i % 50 === 0 ? `user-${i % 500}@b.c` : null,
      }));
    }
    // MySQL keeps statistics by itself; SQLite has none in service, and must find its plans without.
    if (name === 'mysql') await service.storage.rows('ANALYZE TABLE provisioning_log, users, `groups`');
    middle = (await logPage(tenant, 'limit=200')).nextCursor ?? '';
  });
  afterAll(() => service.stop());

  /** The statements on the log that a page costs, with the rows that MySQL fetched for it; SQLite does not tell. */
  const costOf = async (query: string) => {
    const { storage } = service;
    const sent: { sql: string; params: readonly SqlValue[] }[] = [];
    const rows = storage.rows.bind(storage);
    const before = await fetched();
    storage.rows = (sql, params = []) => {
      sent.push({ sql, params });
      return rows(sql, params);
    };
    const page = await logPage(tenant, query).finally(() => (storage.rows = rows));
    return { page, sent, fetched: (await fetched()) - before };
  };

  const fetched = async (): Promise<number> => {
    if (name !== 'mysql') return 0;
    const [row] = await service.storage.rows<{ count: number }>(
      `SELECT count_fetch AS count FROM performance_schema.table_io_waits_summary_by_table
       WHERE object_schema = DATABASE() AND object_name = 'provisioning_log'`,
    );
    return Number(row?.count);
  };

  const planOf = async (sql: string, params: readonly SqlValue[]): Promise<string> => {
    const prefix = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN FORMAT=TREE';
    const rows = await service.storage.rows<Record<string, unknown>>(`${prefix} ${sql}`, params);
    return rows.map((row) => String(row.detail ?? row.EXPLAIN)).join('\n');
  };

  const RESOURCE = /ix_provisioning_log_resource/;
  const ACTION = /ix_provisioning_log_action/;
  const KEY = /PRIMARY|sqlite_autoindex_provisioning_log_1/;
  const half = () => new Date(Date.now() - 10_000).toISOString();

  // Rows: those of the page once to find and once to read, for each part of the index that it may lie in.
  it.each<[string, () => string, RegExp, number]>([
    ['nothing', () => '', KEY, 150],
    ['a cursor', () => `cursor=${middle}`, KEY, 150],
    ['a time', () => `from=${half()}&to=${new Date().toISOString()}`, KEY, 150],
    ['an action', () => 'action=delete', ACTION, 300],
    ['an action and a cursor', () => `action=update&cursor=${middle}`, ACTION, 300],
    ['an outcome', () => 'outcome=refused', ACTION, 700],
    ['an outcome that hardly occurs', () => 'outcome=failed', ACTION, 50],
    ['an action, an outcome and a time', () => `action=update&outcome=success&to=${half()}`, ACTION, 150],
    ['an action and outcome that never occur together', () => 'action=restore&outcome=failed', ACTION, 10],
    ['a resource', () => `resource=${resource}`, RESOURCE, 300],
    ['a resource and a time', () => `resource=${resource}&from=${half()}`, RESOURCE, 300],
    [
      'a resource, an action and an outcome',
      () => `resource=${resource}&action=delete&outcome=success`,
      RESOURCE,
      300,
    ],
    ['a name that only the log has', () => 'resource=user-50@b.c', /ix_provisioning_log_name/, 300],
    ['a text', () => 'text=user-9', KEY, 3500],
    ['a text that nothing holds', () => 'text=needle', KEY, 10_100],
    ['a text and an action', () => 'text=user-9&action=update', ACTION, 5000],
    ['a text and an outcome', () => 'text=user-9&outcome=refused', ACTION, 1200],
    ['a text and a resource', () => `text=user-9&resource=${resource}`, RESOURCE, 300],
  ])('answers %s by an index, in its order', async (_title, query, index, most) => {
    const { sent, fetched: rows } = await costOf(query());
    expect(rows).toBeLessThanOrEqual(most);
    // SQLite does not tell.
    if (name === 'mysql') expect(rows).toBeGreaterThan(0);
    const plans = [];
    for (const { sql, params } of sent) {
      if (!sql.includes('provisioning_log')) continue;
      const plan = await planOf(sql, params);
      plans.push(plan);
      expect(plan).not.toMatch(
        /Table scan on (?:provisioning_log|users|groups)|Index scan on|SCAN (?:provisioning_log|users|groups)/,
      );
      // Every part of an index is that of the tenant, and read no further than the page is long.
      for (const [, condition = ''] of plan.matchAll(/SEARCH provisioning_log .*\((.*)\)/g)) {
        expect(condition).toMatch(/^tenant_id=\? AND \w+[=><]+\?/);
      }
      for (const [, condition = ''] of plan.matchAll(/on provisioning_log using \w+ (?:over )?(\(.*)/g)) {
        expect(condition).toMatch(/^\(tenant_id ?= ?'.*?'(?:,| AND) /);
      }
      // What is sorted is no more than a page of each part.
      if (name === 'sqlite') expect(plan).not.toMatch(/(?:SEARCH|SCAN) (?!\w\d*\n)[^\n]*\nUSE TEMP B-TREE/);
      else expect(plan.slice(plan.search(/union temporary|$/))).not.toMatch(/Sort/);
      if (!sql.includes(' UNION ')) expect(plan).not.toMatch(/Sort|TEMP B-TREE/);
    }
    expect(plans.join('\n')).toMatch(index);
  });

  it('is asked with the tenant first, in every statement', async () => {
    for (const query of [
      '',
      'action=delete',
      `resource=${resource}`,
      'outcome=refused&text=x',
      'resource=user-50@b.c',
    ]) {
      const { sent } = await costOf(query);
      expect(sent.length).toBeGreaterThan(0);
      for (const { sql, params } of sent) {
        const conditions = sql.match(/WHERE \w+/g) ?? [];
        expect(conditions.filter((each) => each !== 'WHERE tenant_id' && each !== 'WHERE id')).toEqual([]);
        if (/FROM tenants|FROM `tenants`/.test(sql)) continue;
        expect(params.filter((value) => value === tenant.id)).toHaveLength(conditions.length);
      }
    }
  });
});
