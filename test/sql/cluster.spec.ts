import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { readConfig } from '../../src/config.js';
import { openMigrated } from '../../src/persistence/database/open-database.js';
import { ADMIN_TOKEN } from '../support/admin-token.js';
import { describeOnMysql } from '../support/databases.js';
import { createUserDatabase, DisturbedMysql } from '../support/disturbed-mysql.js';
import { freePort } from '../support/mysql/server.ts';
import { TestService } from '../support/service.js';
import { USER } from '../support/tenant.js';

/** Longer than a server is trusted without a new answer. */
const IDLE_MS = 2200;

describeOnMysql('a server of a group (Group Replication)', () => {
  let server: DisturbedMysql;

  beforeAll(async () => {
    server = await DisturbedMysql.start({ group: true });
    await grantTo(server.url);
    const address = `127.0.0.1:${await freePort()}`;
    for (const variable of ['local_address', 'group_seeds']) {
      await server.operator.query(`SET GLOBAL group_replication_${variable} = '${address}'`);
    }
  });
  afterAll(() => server.stop());

  const grantTo = async (url: string): Promise<void> => {
    for (const table of ['replication_group_members', 'replication_group_member_stats']) {
      const user = `${new URL(url).username}@'127.0.0.1'`;
      await server.operator.query(`GRANT SELECT ON performance_schema.${table} TO ${user}`);
    }
  };
  const form = async (): Promise<void> => {
    await server.operator.query('SET GLOBAL group_replication_bootstrap_group = ON');
    await server.operator.query('START GROUP_REPLICATION');
    await server.operator.query('SET GLOBAL group_replication_bootstrap_group = OFF');
  };
  const open = async (url: string, env: Record<string, string> = {}): Promise<void> => {
    const config = readConfig({ DATABASE_URL: url, ADMIN_TOKEN, MIGRATE_ON_START: 'true', ...env });
    await (await openMigrated(config)).destroy();
  };
  const STRICT = { DATABASE_CLUSTER: 'group-replication' };

  it('is not used while it is outside its group, although it takes writes', async () => {
    const [[row]] = (await server.operator.query('SELECT @@GLOBAL.super_read_only AS readOnly')) as any;
    expect(row.readOnly).toBe(0);
    const refusal = { code: 'NOT_PRIMARY', problem: 'not-primary' };
    await expect(open(server.url)).rejects.toMatchObject(refusal);
    await expect(open(server.url, STRICT)).rejects.toMatchObject(refusal);
  });

  it('is used as its primary, and not any more when it has left the group', async () => {
    await form();
    await open(server.url);
    const database = { name: 'mysql', url: server.url, drop: () => Promise.resolve() } as const;
    const service = await TestService.over(database, STRICT);
    const tenant = await service.createTenant();
    const create = () => tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID() });
    const ready = async () => (await fetch(`${service.url}/health/ready`)).json();
    expect((await create()).status).toBe(201);

    await server.operator.query('STOP GROUP_REPLICATION');
    await server.operator.query('SET GLOBAL super_read_only = 0, GLOBAL read_only = 0');
    await sleep(IDLE_MS);
    const refused = await create();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await tenant.get('/Users?count=1')).status).toBe(503);
    expect(await ready()).toMatchObject({ checks: { database: 'ok', writes: 'not-primary' } });

    await form();
    expect((await create()).status).toBe(201);
    expect(await ready()).toMatchObject({ status: 'ok' });
    await service.stop();
  });

  it('is refused with DATABASE_CLUSTER when the user may not see the group', async () => {
    const url = await createUserDatabase(server.operator, server.url);
    await open(url);
    await expect(open(url, STRICT)).rejects.toMatchObject({ code: 'NOT_PRIMARY', problem: 'no-group' });
  });

  it('is demanded by DATABASE_CLUSTER: a server without a group is refused', async () => {
    const run = process.env.TEST_MYSQL_SERVER ?? '';
    const operator = await createConnection(run);
    const url = await createUserDatabase(operator, run);
    await operator.query(
      `GRANT SELECT ON performance_schema.replication_group_members TO ${new URL(url).username}@'127.0.0.1'`,
    );
    await open(url);
    await expect(open(url, STRICT)).rejects.toMatchObject({ code: 'NOT_PRIMARY', problem: 'no-group' });
    await operator.query(`DROP DATABASE ${new URL(url).pathname.slice(1)}`);
    await operator.query(`DROP USER ${new URL(url).username}@'127.0.0.1'`);
    await operator.end();
  });
});
