import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../src/persistence/migrations/migrations.js';
import { checkUpgrade } from '../../../src/persistence/upgrade/upgrade-check.js';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { buildLastRelease } from '../../support/last-release.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant } from '../../support/tenant.js';
import { UpgradeLoad } from '../../support/upgrade-load.js';

const CLIENTS = 4;
/** Several processes start, one after the other. */
const PATIENCE_MS = 240_000;
/** How long both releases run side by side. */
const TOGETHER_MS = 2000;

let last: Build;
let next: Build;
beforeAll(async () => {
  last = await buildLastRelease();
  next = await buildService();
}, 360_000);
afterAll(async () => {
  await last.remove();
  await next.remove();
});

interface Ran {
  readonly code: number;
  readonly output: string;
}

onEveryDatabase('an upgrade', (name) => {
  let database: TestDatabase;
  let services: ServiceProcess[];
  let load: UpgradeLoad | undefined;
  beforeEach(async () => {
    database = await createDatabase(name);
    services = [];
    load = undefined;
  });
  afterEach(async () => {
    await load?.end();
    for (const service of services) await service.end('SIGTERM');
    await database.drop();
  });

  /** Runs a script of a build. */
  const run = (program: string, build = next): Promise<Ran> => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url, ADMIN_TOKEN };
    return new Promise((done) => {
      execFile(process.execPath, [join(dirname(build.main), program)], { env }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  };
  const check = (build = next) => run('persistence/upgrade/upgrade-check-main.js', build);
  const migrate = (build = next) => run('persistence/database/migrate-main.js', build);
  const start = async (build: Build): Promise<ServiceProcess> => {
    const service = await ServiceProcess.start(build, database.url, { MIGRATE_ON_START: 'false' });
    services.push(service);
    return service;
  };
  const end = async (service: ServiceProcess): Promise<void> => {
    services.splice(services.indexOf(service), 1);
    expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
  };
  const expectWhole = async (load: UpgradeLoad, service: ServiceProcess): Promise<void> => {
    await load.expectAllAt(service);
    expect(await run('persistence/verify/verify-main.js')).toMatchObject({
      code: 0,
      output: expect.stringContaining('problems 0'),
    });
  };

  it(
    'of the last release is rolled out beside it, while clients write through both',
    async () => {
      expect((await migrate(last)).code).toBe(0);
      const applied = (await migrationsOf(last)).map((each) => each.name);
      const { isRolling, pending } = checkUpgrade(applied, MIGRATIONS);
      const before = await start(last);
      load = new UpgradeLoad(await TestTenant.create(before, 'Fabrikam'), CLIENTS);
      load.begin([before]);
      await sleep(500);
      const said = await check();
      expect(said).toEqual({
        code: isRolling ? 0 : 2,
        output: expect.stringMatching(isRolling ? /^rolling/ : /^stop first/),
      });
      for (const each of pending) expect(said.output).toContain(each.name);
      if (!isRolling) {
        await load.end();
        return;
      }
      expect((await migrate()).code).toBe(0);
      expect(await check()).toEqual({ code: 0, output: 'rolling: the schema is up to date\n' });
      const after = await start(next);
      load.use([before, after]);
      await sleep(TOGETHER_MS);
      load.use([after]);
      await sleep(300);
      await end(before);
      await sleep(500);
      expect(await load.end()).toBeGreaterThan(20);
      await expectWhole(load, after);
    },
    PATIENCE_MS,
  );

  it(
    'is taken back: the last release comes again, beside this one and after it',
    async () => {
      expect((await migrate()).code).toBe(0);
      const { isRolling } = checkUpgrade(
        (await migrationsOf(last)).map((each) => each.name),
        MIGRATIONS,
      );
      if (!isRolling) return;
      const after = await start(next);
      load = new UpgradeLoad(await TestTenant.create(after, 'Fabrikam'), CLIENTS);
      load.begin([after]);
      const before = await start(last);
      load.use([after, before]);
      await sleep(TOGETHER_MS);
      load.use([before]);
      await sleep(300);
      await end(after);
      await sleep(500);
      expect(await load.end()).toBeGreaterThan(20);
      await expectWhole(load, before);
    },
    PATIENCE_MS,
  );

  it('that the last release would not survive says so, why, and what follows', async () => {
    expect((await migrate()).code).toBe(0);
    const file = join(dirname(next.main), 'persistence/migrations/migrations.js');
    const source = await readFile(file, 'utf8');
    await appendFile(
      file,
      `\nMIGRATIONS.push(class DropNickname4102444800000 {
        static upgrade = { besideLastRelease: 'stop-first', reason: 'drops users.nickname', then: 'reindex' };
        async up() {} async down() {} });`,
    );
    try {
      expect(await check()).toEqual({
        code: 2,
        output: [
          'stop first: 1 migration to apply',
          '  DropNickname4102444800000: stop first (drops users.nickname)',
          '1. stop all processes of the last release',
          '2. npm run migration:run',
          '3. start this release',
          '4. npm run reindex',
          '',
        ].join('\n'),
      });
    } finally {
      await writeFile(file, source);
    }
  });
});

/** The migrations of a build. */
async function migrationsOf(build: Build): Promise<readonly { readonly name: string }[]> {
  const file = join(dirname(build.main), 'persistence/migrations/migrations.js');
  const names = (await readFile(file, 'utf8')).match(/MIGRATIONS = \[([^\]]*)\]/)?.[1] ?? '';
  return names
    .split(',')
    .map((name) => ({ name: name.trim() }))
    .filter(({ name }) => name !== '');
}
