import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { freePort } from '../../support/mysql/server.ts';
import { inParallel } from '../../support/parallel.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant } from '../../support/tenant.js';

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(() => build.remove());

onEveryDatabase('a stop', (name) => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let tenant: TestTenant;

  beforeEach(async () => {
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url);
    tenant = await TestTenant.create(service, 'Fabrikam');
  });
  afterEach(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  const lineOf = (msg: string) => {
    const found = service.output.split('\n').find((line) => line.includes(`"msg":"${msg}"`)) ?? '{}';
    return JSON.parse(found) as Record<string, unknown>;
  };
  /** A connection on which a request is sent; what comes back is read when it is asked for. */
  const sent = async (request: string): Promise<Socket> => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.pause();
    socket.write(request.replaceAll('\n', '\r\n'));
    return socket;
  };
  const rest = async (socket: Socket): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('latin1');
  };

  it('answers what has come in before the signal, though nobody has accepted it yet', async () => {
    service.signal('SIGSTOP');
    const sockets = await inParallel(20, () => sent('GET /health/live HTTP/1.1\nHost: x\n\n'));
    const ended = service.end('SIGTERM');
    service.signal('SIGCONT');
    const answers = await Promise.all(sockets.map((socket) => rest(socket).catch(String)));
    expect(answers.map((text) => text.slice(0, 12))).toEqual(answers.map(() => 'HTTP/1.1 200'));
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('is in the log, with how long it took', async () => {
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(lineOf('Stopping')).toMatchObject({ level: 'info', cause: 'SIGTERM', underWay: 0 });
    const { ms, ...stopped } = lineOf('Stopped');
    expect(stopped).toMatchObject({ level: 'info', cutOff: 0 });
    expect(ms).toBeLessThan(10_000);
  });

  it('says how many requests it has cut off', async () => {
    const half = `POST /scim/v2/Users HTTP/1.1\nHost: x\nAuthorization: Bearer ${tenant.accessCode}\nContent-Type: application/scim+json\nContent-Length: 99\n\n{`;
    const sockets = await inParallel(2, () => sent(half));
    await sleep(500);
    // What is answered has come after them.
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect(await service.end('SIGTERM')).toEqual({ code: 1, signal: null });
    expect(lineOf('Stopping')).toMatchObject({ underWay: 2 });
    expect(lineOf('Stopped')).toMatchObject({ level: 'warn', cutOff: 2 });
    for (const socket of sockets) socket.destroy();
  });
});

onEveryDatabase('npm start', (name) => {
  it('hands SIGTERM to the service, which leaves the port', async () => {
    const folder = dirname(dirname(build.main));
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    // The copy is built already.
    manifest.scripts.build = 'true';
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    const database = await createDatabase(name);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/health/ready`;
    const npm = spawn('npm', ['start'], {
      cwd: folder,
      env: {
        ...process.env,
        PORT: String(port),
        DATABASE_URL: database.url,
        ADMIN_TOKEN,
        MIGRATE_ON_START: 'true',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const isServing = () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isServing())) await sleep(50);
    const service = descendants(npm.pid ?? 0).find((pid) => commandOf(pid).includes('dist/main.js')) ?? 0;
    expect(service).toBeGreaterThan(0);
    try {
      npm.kill('SIGTERM');
      await once(npm, 'exit');
      for (let tries = 0; tries < 100 && commandOf(service) !== ''; tries++) await sleep(100);
      expect(commandOf(service)).toBe('');
      expect(await isServing()).toBe(false);
      expect(output).toContain('"msg":"Stopped"');
    } finally {
      if (commandOf(service) !== '') process.kill(service, 'SIGKILL');
      await database.drop();
    }
  });
});

/** The processes below one, by what `/proc` says. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Empty for a process that is not there. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
