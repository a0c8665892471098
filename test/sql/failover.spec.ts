import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConnection, type Connection } from 'mysql2/promise';
import { readConfig } from '../../src/config.js';
import type { Logger } from '../../src/logger.js';
import { awaitDatabase } from '../../src/persistence/database/await-database.js';
import { openMigrated } from '../../src/persistence/database/open-database.js';
import { ADMIN_TOKEN } from '../support/admin-token.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { describeOnMysql } from '../support/databases.js';
import { createUserDatabase, DisturbedMysql } from '../support/disturbed-mysql.js';
import { inParallel, tally } from '../support/parallel.js';
import { TestService } from '../support/service.js';
import { GROUP, USER, type Answer, type TestTenant } from '../support/tenant.js';

/** Longer than a server is trusted without a new answer. */
const IDLE_MS = 2200;

const DEMOTE = 'SET GLOBAL super_read_only = 1';
const PROMOTE = 'SET GLOBAL super_read_only = 0, GLOBAL read_only = 0';

describeOnMysql('after a failover', () => {
  let first: DisturbedMysql;
  /** On the server of the run, which is not disturbed. */
  let second: { readonly operator: Connection; readonly url: string; readonly port: number };
  let proxy: DatabaseProxy;
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    const server = process.env.TEST_MYSQL_SERVER ?? '';
    first = await DisturbedMysql.start();
    const operator = await createConnection(server);
    second = {
      operator,
      url: await createUserDatabase(operator, server, first.url),
      port: Number(new URL(server).port),
    };
    const config = readConfig({ DATABASE_URL: second.url, ADMIN_TOKEN, MIGRATE_ON_START: 'true' });
    await (await openMigrated(config)).destroy();
    proxy = await DatabaseProxy.start(first.port);
    service = await TestService.over({
      name: 'mysql',
      url: proxy.urlOf(first.url),
      drop: () => Promise.resolve(),
    });
    tenant = await service.createTenant();
  });
  afterAll(async () => {
    await service.stop();
    proxy.stop();
    const { username, pathname } = new URL(second.url);
    await second.operator.query(`DROP DATABASE ${pathname.slice(1)}`);
    await second.operator.query(`DROP USER ${username}@'127.0.0.1'`);
    await second.operator.end();
    await first.stop();
  });

  const portRead = async (): Promise<number> => {
    const [row] = await service.storage.rows<{ port: number }>('SELECT @@GLOBAL.port AS port');
    return Number(row?.port);
  };
  const portWritten = (): Promise<number> =>
    service.storage.transaction(async (tx) => {
      await tx.run("UPDATE service_settings SET value = value WHERE name = 'nothing'");
      const [row] = await tx.rows<{ port: number }>('SELECT @@GLOBAL.port AS port');
      return Number(row?.port);
    });
  const portOfEntities = (): Promise<number> =>
    service.storage.entities(async (manager) => {
      const [row] = await manager.query<{ port: number }[]>('SELECT @@GLOBAL.port AS port');
      return Number(row?.port);
    });

  describe('of a server that stays there, read-only', () => {
    beforeEach(async () => {
      // All connections of both pools are open, and have just been asked.
      await Promise.all([inParallel(40, portRead), inParallel(40, portWritten)]);
      await first.operator.query(DEMOTE);
      proxy.leadTo(second.port);
    });
    afterEach(async () => {
      await first.operator.query(PROMOTE);
      proxy.leadTo(first.port);
      proxy.cut();
      await sleep(50);
      expect(await portRead()).toBe(first.port);
    });

    it('one refused write takes every read and write to the new primary', async () => {
      expect(await portRead()).toBe(first.port);
      const written = await service.storage.transaction(async (tx) => {
        await tx.run("DELETE FROM service_settings WHERE name = 'nothing'");
        const [row] = await tx.rows<{ port: number }>('SELECT @@GLOBAL.port AS port');
        return Number(row?.port);
      });
      expect(written).toBe(second.port);
      expect(new Set(await inParallel(60, portRead))).toEqual(new Set([second.port]));
      expect(new Set(await inParallel(60, portWritten))).toEqual(new Set([second.port]));
      expect(new Set(await inParallel(60, portOfEntities))).toEqual(new Set([second.port]));
    });

    it('reads find the new primary without any sign, once nothing was asked for two seconds', async () => {
      await sleep(IDLE_MS);
      expect(new Set(await inParallel(40, portRead))).toEqual(new Set([second.port]));
      expect(new Set(await inParallel(40, portOfEntities))).toEqual(new Set([second.port]));
    });
  });

  const expectRefused = (answer: { status: number; headers: Headers }): void => {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  };
  const ready = async (): Promise<{ status: number; body: any }> => {
    const answer = await fetch(`${service.url}/health/ready`);
    return { status: answer.status, body: await answer.json() };
  };
  const requests = (): Promise<Answer[]> =>
    Promise.all([
      tenant.get('/Users?count=1'),
      tenant.find('/Users', 'userName eq "nobody"'),
      tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID() }),
      tenant.post('/Groups', { schemas: [GROUP], displayName: crypto.randomUUID() }),
    ]);

  it.each([
    ['read-only', 'read-only', DEMOTE, PROMOTE],
    ['in offline mode', 'offline-mode', 'SET GLOBAL offline_mode = 1', 'SET GLOBAL offline_mode = 0'],
  ])(
    'while the only server is %s, everything is 503 with Retry-After, and works again after',
    async (_, writes, on, off) => {
      expect(tally((await requests()).map(({ status }) => status))).toEqual({ 200: 2, 201: 2 });
      await first.operator.query(on);
      await sleep(IDLE_MS);
      for (const answer of await requests()) expectRefused(answer);
      expectRefused(
        await service.admin('POST', '/tenants', { name: 'Late', entraTenantId: crypto.randomUUID() }),
      );
      expect(await ready()).toMatchObject({ status: 503, body: { checks: { database: 'ok', writes } } });
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
      await first.operator.query(off);
      expect(await ready()).toMatchObject({
        status: 200,
        body: { checks: { database: 'ok', writes: 'ok' } },
      });
      expect(tally((await requests()).map(({ status }) => status))).toEqual({ 200: 2, 201: 2 });
    },
  );

  it('while a proxy tells that it reaches no server, everything is 503 with Retry-After, and a start waits', async () => {
    proxy.reachNobody();
    for (const answer of await requests()) expectRefused(answer);
    const waiting: string[] = [];
    const logger = { warn: ({ code }: { code: string }) => waiting.push(code) } as unknown as Logger;
    const config = readConfig({ DATABASE_URL: proxy.urlOf(first.url), ADMIN_TOKEN });
    const opened = awaitDatabase(() => openMigrated(config), logger);
    while (waiting.length === 0) await sleep(20);
    proxy.comeBack();
    await (await opened).destroy();
    expect(new Set(waiting)).toEqual(new Set(['ECONNREFUSED']));
    expect(tally((await requests()).map(({ status }) => status))).toEqual({ 200: 2, 201: 2 });
  });

  it.each([1290, 1792, 1836, 3032, 3100, 3101, 3989])(
    'error %i of a statement is 503 with Retry-After',
    async (errno) => {
      await first.operator.query(`USE ${new URL(first.url).pathname.slice(1)}`);
      await first.operator.query(
        `CREATE TRIGGER refusal BEFORE INSERT ON users FOR EACH ROW
       SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'refused'`,
      );
      try {
        expectRefused(await tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID() }));
      } finally {
        await first.operator.query('DROP TRIGGER refusal');
      }
      expect(tally((await requests()).map(({ status }) => status))).toEqual({ 200: 2, 201: 2 });
    },
  );

  it('a write whose connection is lost between two statements is carried out on another', async () => {
    let attempts = 0;
    const name = crypto.randomUUID();
    await service.storage.transaction(async (tx) => {
      attempts++;
      await tx.run("UPDATE service_settings SET value = value WHERE name = 'nothing'");
      if (attempts === 1) {
        proxy.cut();
        await sleep(50);
      }
      await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [name, 'x']);
    });
    expect(attempts).toBe(2);
    expect(
      await service.storage.rows('SELECT value FROM service_settings WHERE name = ?', [name]),
    ).toHaveLength(1);
  });

  it('a COMMIT that has not been sent is repeated', async () => {
    let attempts = 0;
    await service.storage.transaction(async (tx) => {
      attempts++;
      await tx.run("UPDATE service_settings SET value = value WHERE name = 'nothing'");
      if (attempts > 1) return;
      proxy.cut();
      await sleep(50);
    });
    expect(attempts).toBe(2);
  });

  it.each([
    ['read-only', DEMOTE, PROMOTE],
    [
      'one of read-only transactions',
      'SET GLOBAL transaction_read_only = 1',
      'SET GLOBAL transaction_read_only = 0',
    ],
  ])('a COMMIT on a server that has become %s in between is either done or repeated', async (_, on, off) => {
    let attempts = 0;
    let isBack: Promise<unknown> = Promise.resolve();
    const name = crypto.randomUUID();
    await service.storage.transaction(async (tx) => {
      attempts++;
      await tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [name, 'x']);
      if (attempts > 1) return;
      await first.operator.query(on);
      isBack = sleep(200).then(() => first.operator.query(off));
    });
    await isBack;
    expect(
      await service.storage.rows('SELECT value FROM service_settings WHERE name = ?', [name]),
    ).toHaveLength(1);
    expect(attempts).toBeLessThanOrEqual(2);
  });
});
