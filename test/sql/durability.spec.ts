import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { createDatabase, databaseNames, describeOnMysql, type TestDatabase } from '../support/databases.js';
import { startOwnMysql, type TestMysql } from '../support/mysql-server.ts';
import { inParallel } from '../support/parallel.js';
import { buildService, ServiceProcess, type Build } from '../support/service-process.js';
import { Strace, syncOf, writes, type SystemCall } from '../support/strace.js';
import { TestTenant, USER } from '../support/tenant.js';

/** A write with a text of its own that was answered with 2xx. */
interface Acknowledged {
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

const now = () => performance.timeOrigin + performance.now();

/** Writes one after the other and some at once: new users and changes of them, each with a text of its own. */
async function acknowledgedWrites(tenant: TestTenant): Promise<Acknowledged[]> {
  const done: Acknowledged[] = [];
  const write = async (): Promise<void> => {
    const userName = `made-${crypto.randomUUID()}`;
    const created = await tenant.post('/Users', { schemas: [USER], userName });
    done.push({ text: userName, at: now() });
    const title = `changed-${crypto.randomUUID()}`;
    const changed = await tenant.patch(`/Users/${created.body.id}`, [
      { op: 'add', path: 'title', value: title },
    ]);
    done.push({ text: title, at: now() });
    expect([created.status, changed.status]).toEqual([201, 200]);
  };
  for (let count = 0; count < 10; count++) await write();
  for (let round = 0; round < 5; round++) await inParallel(8, write);
  return done;
}

/** The texts that were acknowledged before a file had them for good. */
function unsafe(
  calls: readonly SystemCall[],
  acknowledged: readonly Acknowledged[],
  isFile: (path: string) => boolean,
  isBefore: (sync: SystemCall, write: Acknowledged) => boolean,
): string[] {
  const ofFile = calls.filter(({ path }) => isFile(path));
  return acknowledged.flatMap((write) => {
    const written = ofFile.find((call) => writes(call, write.text));
    if (written === undefined) return [`${write.text} was not written`];
    const sync = syncOf(ofFile, written);
    return sync !== undefined && isBefore(sync, write) ? [] : [`${write.text} was not synced`];
  });
}

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(() => build.remove());

(databaseNames.includes('sqlite') ? describe : describe.skip)('a write on SQLite', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase('sqlite')));
  afterAll(() => database.drop());

  /** The writes that the service answered before the file beside the database with `-wal` had them. */
  const unsafeWrites = async (): Promise<string[]> => {
    const service = await ServiceProcess.start(build, database.url);
    const tenant = await TestTenant.create(service, 'Fabrikam');
    const trace = await Strace.follow(service.pid);
    const acknowledged = await acknowledgedWrites(tenant);
    // The client may have an answer before strace has seen the end of the call that has sent it; not once it has another.
    await tenant.get('/Users?count=0');
    const calls = await trace.end();
    await service.end('SIGTERM');
    const answers = calls.filter(
      ({ path, args }) => path.startsWith('socket:') && args.includes('HTTP/1.1 20'),
    );
    expect(answers.length).toBeGreaterThanOrEqual(acknowledged.length);
    return unsafe(
      calls,
      acknowledged,
      (path) => path.endsWith('-wal'),
      (sync, { text }) => {
        const answer = answers.find((call) => writes(call, text));
        return answer !== undefined && sync.ended < answer.begun;
      },
    );
  };

  it('is on the disk before it is answered', async () => {
    expect(await unsafeWrites()).toEqual([]);
  });

  it('would be found not to be, were the disk not waited for', async () => {
    const file = join(dirname(build.main), 'persistence/database/data-source.js');
    const source = await readFile(file, 'utf8');
    expect(source).toContain('synchronous = FULL');
    await writeFile(file, source.replace('synchronous = FULL', 'synchronous = OFF'));
    try {
      expect((await unsafeWrites()).length).toBeGreaterThan(50);
    } finally {
      await writeFile(file, source);
    }
  });
});

describeOnMysql('a write on MySQL', () => {
  let mysql: TestMysql;
  beforeAll(async () => void (mysql = await startOwnMysql({ durable: true })), 120_000);
  afterAll(() => mysql.stop());

  /** The writes that the service answered before redo log and binary log had them; what it has logged and says of it. */
  const unsafeWrites = async (): Promise<{
    redo: string[];
    binlog: string[];
    ready: any;
    output: string;
  }> => {
    const name = `durable_${crypto.randomUUID().slice(0, 8)}`;
    const operator = await createConnection(mysql.url);
    await operator.query(`CREATE DATABASE ${name}`);
    await operator.end();
    const service = await ServiceProcess.start(build, `${mysql.url}/${name}`);
    const tenant = await TestTenant.create(service, 'Fabrikam');
    const trace = await Strace.follow(await pidOf(mysql));
    const acknowledged = await acknowledgedWrites(tenant);
    const calls = await trace.end();
    const ready = await (await fetch(`${service.url}/health/ready`)).json();
    await service.end('SIGTERM');
    const unsafeIn = (part: string) =>
      unsafe(
        calls,
        acknowledged,
        (path) => path.includes(part),
        (sync, { at }) => sync.endedAt < at,
      );
    return { redo: unsafeIn('/#ib_redo'), binlog: unsafeIn('/binlog.'), ready, output: service.output };
  };

  const set = async (settings: string): Promise<void> => {
    const operator = await createConnection(mysql.url);
    await operator.query(`SET GLOBAL ${settings}`);
    await operator.end();
  };

  it('is on the disk before it is answered, in the redo log and in the binary log', async () => {
    const { redo, binlog, ready, output } = await unsafeWrites();
    expect({ redo, binlog }).toEqual({ redo: [], binlog: [] });
    expect(ready).toMatchObject({ status: 'ok', checks: { durability: 'ok' } });
    expect(output).not.toContain('A loss of power');
  });

  it('is told from one on a server that does not mend half-written pages', async () => {
    await set('innodb_doublewrite = DETECT_ONLY');
    try {
      expect((await unsafeWrites()).ready).toMatchObject({ checks: { durability: 'relaxed' } });
    } finally {
      await set('innodb_doublewrite = ON');
    }
  });

  it.each([
    ['innodb_flush_log_at_trx_commit = 2', 'innodb_flush_log_at_trx_commit = 1', 'redo'],
    ['sync_binlog = 0', 'sync_binlog = 1', 'binlog'],
  ] as const)('with %s is not, and the service says so', async (relaxed, strict, log) => {
    await set(relaxed);
    try {
      const found = await unsafeWrites();
      expect(found[log].length).toBeGreaterThan(50);
      expect(found.ready).toMatchObject({ status: 'ok', checks: { durability: 'relaxed' } });
      expect(found.output).toMatch(
        new RegExp(
          `"level":"warn".*"settings":\\["${relaxed.replaceAll(' ', '')}"\\].*A loss of power may undo`,
        ),
      );
    } finally {
      await set(strict);
    }
  });
});

/** The process of a server of this machine, by its port. */
async function pidOf({ url }: TestMysql): Promise<number> {
  const port = `--port=${new URL(url).port}`;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const [program = '', ...args] = command.split('\0');
    if (program.endsWith('mysqld') && args.includes(port)) return Number(pid);
  }
  throw new Error(
    `No process of this machine serves ${port}: the test of durability needs a MySQL that it can follow`,
  );
}
