import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createConnection, type Connection } from 'mysql2/promise';
import { onEveryDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { TestService } from '../../support/service.js';
import { GROUP, USER, type TestTenant } from '../../support/tenant.js';

const WRITTEN = ['users', 'groups', 'tenants', 'service_settings', 'audit_log', 'access_codes'];

/** What the server says when a table, or its log, finds no room. */
const NO_ROOM = [
  [1114, 'The table is full'],
  [1026, 'Error writing file'],
  [1030, 'Got error 28 from storage engine'],
] as const;

onEveryDatabase('a full disk', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let operator: Connection;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    if (name === 'mysql') operator = await createConnection(service.database.url);
  });
  afterAll(async () => {
    await operator?.end();
    await service.stop();
  });

  const pragma = (text: string) => service.storage.entities((manager) => manager.query(`PRAGMA ${text}`));
  const fill = async (errno: number, text: string): Promise<void> => {
    if (name === 'sqlite') {
      // No more than the file has now, whose free pages are used up soon.
      await pragma('max_page_count = 1');
      return;
    }
    for (const table of WRITTEN) {
      await operator.query(
        `CREATE TRIGGER full_${table} BEFORE INSERT ON \`${table}\` FOR EACH ROW
         SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = '${text}'`,
      );
    }
  };
  const makeRoom = async (): Promise<void> => {
    if (name === 'sqlite') await pragma('max_page_count = 1073741823');
    else for (const table of WRITTEN) await operator.query(`DROP TRIGGER full_${table}`);
  };
  const ready = async () => {
    const answer = await fetch(`${service.url}/health/ready`);
    return { status: answer.status, writes: ((await answer.json()) as any).checks.writes };
  };
  const newTenant = () =>
    service.admin('POST', '/tenants', { name: 'Late', entraTenantId: crypto.randomUUID() });
  /** As large as it takes to need new pages. */
  const title = 'x'.repeat(100_000);
  const write = (index: number) =>
    index % 2 === 0
      ? tenant.post('/Users', { schemas: [USER], userName: crypto.randomUUID(), title })
      : tenant.post('/Groups', {
          schemas: [GROUP],
          displayName: `${crypto.randomUUID()} ${title.slice(0, 200)}`,
        });

  it('is 503 with Retry-After, named by the check, and over when there is room again', async () => {
    // SQLite has one word for it.
    for (const [errno, text] of name === 'mysql' ? NO_ROOM : NO_ROOM.slice(0, 1)) {
      const user = await tenant.createUser();
      expect(await ready()).toEqual({ status: 200, writes: 'ok' });
      await fill(errno, text);
      try {
        // Until the last free page is used.
        for (let i = 0; i < 400 && (await write(0)).status === 201; i++);
        const answers = await inParallel(20, (i) => write(2 * i));
        expect(tally(answers.map(({ status }) => status))).toEqual({ 503: 20 });
        for (const { headers } of answers) expect(headers.get('retry-after')).toMatch(/^\d+$/);
        let answer = await newTenant();
        for (let i = 0; i < 400 && answer.status === 201; i++) answer = await newTenant();
        expect(answer.status).toBe(503);
        expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
        // A change that needs no new page: it may find room, and tells nothing about the next one.
        const small = await tenant.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'title', value: 'y' }]);
        if (name === 'mysql') expect(small.status).toBe(200);
        await expect(ready()).resolves.toEqual({ status: 503, writes: 'disk-full' });
        expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
        expect((await tenant.get(`/Users/${user.id}`)).status).toBe(200);
      } finally {
        await makeRoom();
      }
      expect(await ready()).toEqual({ status: 200, writes: 'ok' });
      expect((await newTenant()).status).toBe(201);
      expect(tally((await inParallel(10, write)).map(({ status }) => status))).toEqual({ 201: 10 });
    }
  });
});
