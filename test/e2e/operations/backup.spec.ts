import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sqliteDriver } from '../../../src/persistence/sqlite/sqlite-driver.js';
import { verify } from '../../../src/persistence/verify/verify.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { createDatabase, describeOnMysql } from '../../support/databases.js';
import { mysqlClient } from '../../support/mysql/client.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant } from '../../support/tenant.js';

const GUIDE = readFileSync(resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8');

/** There is no mysqldump on every machine. */
const client =
  process.env.TEST_MYSQL_SERVER === undefined ? undefined : await mysqlClient(process.env.TEST_MYSQL_SERVER);

interface Ran {
  readonly code: number;
  readonly output: string;
}

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(async () => {
  await build.remove();
  await client?.remove();
});

/** Runs a script of package.json as it is built. */
function run(script: string, databaseUrl: string, ...args: string[]): Promise<Ran> {
  const folder = script === 'verify' ? 'verify' : 'backup';
  const program = join(dirname(build.main), `persistence/${folder}/${script}-main.js`);
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl, ADMIN_TOKEN };
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

const digestOf = ({ output }: Ran): string | undefined => /^digest (\w{64})$/m.exec(output)?.[1];

describe('backup and restore of SQLite', () => {
  let folder: string;
  let path: string;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'invitedesk-backup-'));
    path = join(folder, 'data.sqlite');
    url = `sqlite:${path}`;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What is there, but for what SQLite keeps beside a file while it is open. */
  const files = async () => (await readdir(folder)).filter((name) => !/-(wal|shm)$/.test(name)).sort();

  it('bring back what was there, of a service that goes on writing', async () => {
    const service = await ServiceProcess.start(build, url);
    const tenant = await TestTenant.create(service, 'Fabrikam');
    const { id: user } = await tenant.createUser({ title: 'Chef' });
    await tenant.createGroup({ members: [{ value: user }] });
    const before = digestOf(await run('verify', url));
    expect(before).toBeDefined();
    const metrics = async () =>
      (await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).text();
    while (!(await metrics()).includes('invitedesk_verify_problems 0')) await sleep(100);
    const file = join(folder, 'backup.sqlite');
    expect(await run('backup', url, file)).toMatchObject({ code: 0 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    let writing = true;
    const writes = (async () => {
      while (writing) await tenant.createUser();
    })();
    const busy = join(folder, 'busy.sqlite');
    expect(await run('backup', url, busy)).toMatchObject({
      code: 0,
      output: expect.stringContaining('problems 0'),
    });
    writing = false;
    await writes;
    expect(digestOf(await run('verify', url))).not.toBe(before);

    const refused = await run('restore', url, file);
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringContaining('is in use: stop the service first'),
    });
    expect((await service.end('SIGTERM')).code).toBe(0);

    const restored = await run('restore', url, file);
    expect({ code: restored.code, digest: digestOf(restored) }).toEqual({ code: 0, digest: before });
    expect(digestOf(await run('verify', url))).toBe(before);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const names = (await readdir(folder)).map((name) => name.replace(/before-.*/, 'before'));
    expect(names.sort()).toEqual([
      'backup.sqlite',
      'busy.sqlite',
      'data.sqlite',
      'data.sqlite.before',
      'data.sqlite.key',
    ]);

    const again = await ServiceProcess.start(build, url);
    const list = await fetch(`${again.url}/scim/v2/Users`, {
      headers: { authorization: `Bearer ${tenant.accessCode}` },
    });
    expect(((await list.json()) as { totalResults: number }).totalResults).toBe(1);
    expect((await again.end('SIGTERM')).code).toBe(0);
  });

  it('refuse what is no backup, and change nothing then', async () => {
    const digest = digestOf(await run('verify', url));
    const damaged = join(folder, 'damaged.sqlite');
    expect(await run('backup', url, damaged)).toMatchObject({ code: 0 });
    expect(await run('backup', url, damaged)).toMatchObject({
      code: 1,
      output: expect.stringContaining('exists'),
    });
    await truncate(damaged, 40_960);
    const later = join(folder, 'later.sqlite');
    expect(await run('backup', url, later)).toMatchObject({ code: 0 });
    const connection = new (sqliteDriver())(later);
    connection.exec(
      "INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
    );
    connection.close();
    const text = join(folder, 'text.sqlite');
    await writeFile(text, 'no database');
    const empty = join(folder, 'empty.sqlite');
    await writeFile(empty, '');
    const names = await files();
    for (const [file, reason] of [
      [damaged, /damaged|malformed/],
      [later, /does not know the schema .*Later9999999999999/],
      [text, /not a database/],
      [empty, /no database of InviteDesk/],
      [join(folder, 'absent.sqlite'), /there is no file/],
      [path, /the database itself/],
    ] as const) {
      const { code, output } = await run('restore', url, file);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(reason) });
    }
    expect(await files()).toEqual(names);
    expect(digestOf(await run('verify', url))).toBe(digest);
  });

  it('tell of problems in what they copy', async () => {
    const connection = new (sqliteDriver())(path);
    connection.exec("DELETE FROM attribute_values WHERE path = 'title'");
    connection.close();
    const file = join(folder, 'problems.sqlite');
    const told = { code: 1, output: expect.stringContaining('index-row-missing 1') };
    expect(await run('verify', url)).toMatchObject(told);
    expect(await run('backup', url, file)).toMatchObject(told);
    expect(existsSync(file)).toBe(true);
  });

  it('make no database where there is none', async () => {
    const absent = join(folder, 'absent/data.sqlite');
    for (const script of ['verify', 'backup']) {
      const { code, output } = await run(script, `sqlite:${absent}`, join(folder, 'new.sqlite'));
      expect({ code, output }).toEqual({
        code: 1,
        output: expect.stringContaining('there is no database at'),
      });
    }
    expect(existsSync(dirname(absent))).toBe(false);
  });
});

describeOnMysql('backup and restore of MySQL', () => {
  it('say what to run instead', async () => {
    const url = `${process.env.TEST_MYSQL_SERVER}/any`;
    for (const [script, command] of [
      ['backup', 'mysqldump --single-transaction --set-gtid-purged=OFF'],
      ['restore', 'mysql DATABASE < FILE'],
    ] as const) {
      const { code, output } = await run(script, url, 'file');
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(command) });
      expect(output.trim().split('\n')).toHaveLength(1);
    }
  });

  (client === undefined ? it.skip : it)(
    'bring back what was there with the commands of the operations guide',
    async () => {
      if (client === undefined) throw new Error('no mysqldump');
      const service = await TestService.start('mysql');
      const target = await createDatabase('mysql');
      const nameOf = ({ url }: { url: string }): string => new URL(url).pathname.slice(1);
      const command = (begins: string): string => {
        const line = GUIDE.split('\n').find((each) => each.startsWith(begins)) ?? '';
        expect(line).not.toBe('');
        return line
          .replace('--hex-blob invitedesk', `--hex-blob ${nameOf(service.database)}`)
          .replaceAll('restored', nameOf(target));
      };
      try {
        const tenant = await service.createTenant();
        const { id } = await tenant.createUser({ title: 'Zoë \u{1F600}' });
        await tenant.createGroup({ members: [{ value: id }] });
        const { digest } = await verify(service.storage, () => undefined);
        await client.sh(command('mysqldump '));
        await tenant.createUser();
        await target.drop();
        await client.sh(command('mysql --defaults-extra-file=mysql.cnf --execute'));
        await client.sh(command('mysql --defaults-extra-file=mysql.cnf restored <'));
        const verified = await run('verify', target.url);
        expect({ code: verified.code, digest: digestOf(verified) }).toEqual({ code: 0, digest });
        expect((await verify(service.storage, () => undefined)).digest).not.toBe(digest);
      } finally {
        await target.drop();
        await service.stop();
      }
    },
  );
});
