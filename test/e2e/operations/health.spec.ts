import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnMysql, onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import { statementsSentBy } from '../../support/statements.js';
import type { TestTenant } from '../../support/tenant.js';

async function health(service: TestService, check: 'live' | 'ready') {
  const response = await fetch(`${service.url}/health/${check}`);
  return { status: response.status, body: await response.json() };
}

onEveryDatabase('the health checks', (name) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(name);
  });
  afterAll(() => service.stop());

  it('say without any code that the process lives and is ready', async () => {
    expect(await health(service, 'live')).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await health(service, 'ready')).toEqual({
      status: 200,
      body: {
        status: 'ok',
        checks: {
          database: 'ok',
          migrations: 'ok',
          writes: 'ok',
          // The MySQL of the tests does not wait for the disk, for speed.
          durability: name === 'sqlite' ? 'ok' : 'relaxed',
        },
      },
    });
  });

  it('of life need no database', async () => {
    expect(await statementsSentBy(service.storage, () => health(service, 'live'))).toEqual([]);
  });

  it('leave no line in the log when all is well', async () => {
    const before = service.logLines.length;
    await health(service, 'live');
    await health(service, 'ready');
    expect(service.logLines).toHaveLength(before);
  });
});

// The file of SQLite cannot go away under an open connection.
describeOnMysql('without its MySQL', () => {
  let service: TestService;
  let tenant: TestTenant;
  beforeAll(async () => {
    service = await TestService.start('mysql');
    tenant = await service.createTenant();
    const connection = await createConnection(service.database.url);
    const database = new URL(service.database.url).pathname.slice(1);
    // Its connections are cut and find nothing when they come back.
    await connection.query(`DROP DATABASE ${database}`);
    const [processes] = await connection.query(
      'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
      [database],
    );
    for (const { id } of processes as { id: number }[]) {
      // One that has just ended by itself is gone all the same.
      await connection.query(`KILL ${id}`).catch(() => undefined);
    }
    await connection.end();
  });
  afterAll(async () => {
    await service.app.close();
  });

  it('the process is not ready, but lives', async () => {
    expect(await health(service, 'ready')).toEqual({
      status: 503,
      body: {
        status: 'unavailable',
        checks: { database: 'failed', migrations: 'unknown', writes: 'unknown', durability: 'unknown' },
      },
    });
    expect(await health(service, 'live')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('requests are refused with 503 and Retry-After, in SCIM form', async () => {
    const answer = await tenant.get('/Users');
    expect(answer).toMatchObject({
      status: 503,
      body: { status: '503', detail: expect.stringMatching(/database/) },
    });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const problem = await service.admin('GET', '/tenants');
    expect(problem).toMatchObject({ status: 503, body: { status: 503 } });
    expect(`${answer.text}${JSON.stringify(problem.body)}`).not.toMatch(/unknown database|ER_|test_/i);
  });
});
