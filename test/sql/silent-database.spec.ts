import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { BULK_REQUEST_SCHEMA } from '../../src/scim/messages.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { describeOnMysql } from '../support/databases.js';
import { DisturbedMysql } from '../support/disturbed-mysql.js';
import { inParallel, tally } from '../support/parallel.js';
import { TestService } from '../support/service.js';
import { USER, type TestTenant } from '../support/tenant.js';

/** With room for a machine that is busy; it was thirty seconds a write. */
const SIX_SECONDS = 10_000;
const THREE_SECONDS = 6000;

describeOnMysql('a database that has fallen silent', () => {
  let server: DisturbedMysql;
  let proxy: DatabaseProxy;
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    server = await DisturbedMysql.start();
    proxy = await DatabaseProxy.start(server.port);
    const url = proxy.urlOf(server.url);
    service = await TestService.over({ name: 'mysql', url, drop: () => Promise.resolve() });
    tenant = await service.createTenant();
  });
  afterEach(async () => {
    proxy.comeBack();
    proxy.cut();
    await untilBack();
  });
  afterAll(async () => {
    await service.stop();
    proxy.stop();
    await server.stop();
  });

  const timed = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> => {
    const start = performance.now();
    const result = await work();
    return { ms: performance.now() - start, result };
  };
  const create = () => tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID() });
  /** Connections that were begun in the silence have to end first. */
  const untilBack = async () => {
    const deadline = Date.now() + 8000;
    while ((await create()).status !== 201) {
      if (Date.now() > deadline) throw new Error('The service has not come back');
      await sleep(100);
    }
  };
  const operation = (index: number) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${index}`,
    data: { schemas: [USER], userName: crypto.randomUUID() },
  });
  const bulk = (count: number) =>
    tenant.post('/Bulk', {
      schemas: [BULK_REQUEST_SCHEMA],
      Operations: Array.from({ length: count }, (_, index) => operation(index)),
    });

  it('costs a request six seconds once, however many wait, and three after that', async () => {
    expect((await create()).status).toBe(201);
    proxy.goSilent();
    const first = await timed(() =>
      inParallel(100, (i) => (i % 2 === 0 ? create() : tenant.get('/Users?count=1'))),
    );
    expect(tally(first.result.map(({ status }) => status))).toEqual({ 503: 100 });
    expect(first.result.every(({ headers }) => headers.has('retry-after'))).toBe(true);
    expect(first.ms).toBeLessThan(SIX_SECONDS);
    const second = await timed(() => inParallel(100, create));
    expect(tally(second.result.map(({ status }) => status))).toEqual({ 503: 100 });
    expect(second.ms).toBeLessThan(THREE_SECONDS);
  });

  it('costs a Bulk of ten no more than one write, and the rest says that it was not carried out', async () => {
    expect((await bulk(2)).body.Operations.map(({ status }: any) => status)).toEqual(['201', '201']);
    proxy.goSilent();
    const { ms, result } = await timed(() => bulk(10));
    expect(ms).toBeLessThan(SIX_SECONDS);
    expect(result.status).toBe(200);
    expect(result.body.Operations.map(({ status }: any) => status)).toEqual(Array(10).fill('503'));
    for (const { response } of result.body.Operations.slice(1)) {
      expect(response).toMatchObject({ status: '503', detail: expect.stringMatching(/Not carried out/) });
    }
  });

  it('is not one that is at work on a long statement', async () => {
    const [row] = await service.storage.rows<{ slept: unknown }>('SELECT SLEEP(6.5) AS slept');
    expect(Number(row?.slept)).toBe(0);
  });

  it('is one whose COMMIT waits for a lock of an operator', async () => {
    await server.operator.query('FLUSH TABLES WITH READ LOCK');
    try {
      const { ms, result } = await timed(create);
      expect(result.status).toBe(503);
      expect(ms).toBeLessThan(SIX_SECONDS);
    } finally {
      await server.operator.query('UNLOCK TABLES');
    }
    expect((await create()).status).toBe(201);
  });
});
