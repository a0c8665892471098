import dns from 'node:dns';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DatabaseProxy } from '../support/database-proxy.js';
import { createDatabase, describeOnMysql, type TestDatabase } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { USER, type TestTenant } from '../support/tenant.js';

const NAME = 'database.example';
/** No connection leads to the address of a broadcast: the system refuses with ENETUNREACH. */
const UNREACHABLE = '255.255.255.255';

type Found = (error: Error | null, address: string | dns.LookupAddress[], family?: number) => void;

describeOnMysql('a MySQL whose network cannot be reached any more', () => {
  const { lookup } = dns;
  let address = '127.0.0.1';
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    const resolve = (host: string, options: dns.LookupOptions, found: Found): void => {
      if (host !== NAME) (lookup as (...args: unknown[]) => void)(host, options, found);
      else if (options.all === true) found(null, [{ address, family: 4 }]);
      else found(null, address, 4);
    };
    (dns as { lookup: unknown }).lookup = resolve;
    database = await createDatabase('mysql');
    proxy = await DatabaseProxy.start(Number(new URL(database.url).port));
    const url = new URL(proxy.urlOf(database.url));
    url.hostname = NAME;
    service = await TestService.over({ ...database, url: url.href });
    tenant = await service.createTenant();
  });
  afterAll(async () => {
    await service.stop();
    proxy.stop();
    dns.lookup = lookup;
  });

  const requests = () =>
    Promise.all([
      tenant.get('/Users?count=1'),
      tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID() }),
    ]);

  it('is 503 with Retry-After for reads and writes, until it can be', async () => {
    address = UNREACHABLE;
    proxy.cut();
    for (const { status, headers } of await requests()) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
    }
    address = '127.0.0.1';
    expect((await requests()).map(({ status }) => status)).toEqual([200, 201]);
  });
});
