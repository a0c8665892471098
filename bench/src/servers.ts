import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TENANT } from './floor/floor.ts';
import { freePort } from '../../test/support/mysql/server.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const LOGS = join(ROOT, 'bench/build/logs');
const START_TIMEOUT_MS = 60_000;
export const ADMIN_TOKEN = 'bench-admin-token-0123456789abcdefghijklmnop';

/** The Node options of `npm start`. */
const FLAGS = ['--max-old-space-size=1024'];

/** A running SCIM server with one tenant. */
export interface RunningServer {
  readonly baseUrl: string;
  readonly tenantId: string;
  readonly token: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly databaseUrl: string;
  readonly workers: number;
  /** Folder for a .cpuprofile that is written when the server stops; null for none. */
  readonly profileTo: string | null;
}

/** A build of the service and its settings. */
interface Variant {
  readonly name?: string;
  /** Folder of the checkout; by default the working directory. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Another build of the service to compare with: the folder of a checkout in which `npm run build` was run. */
const BEFORE = process.env.BENCH_BEFORE ?? '';

/** The script that migrates, by build; the second path is that of builds before November 28, 2026. */
const MIGRATE = ['dist/persistence/database/migrate-main.js', 'dist/persistence/migrate-main.js'];

/** The servers that can be measured, by name. */
export const SERVERS: Readonly<Record<string, (options: StartOptions) => Promise<RunningServer>>> = {
  ours: (options) => startOurs(options),
  before: (options) => startOurs(options, { name: 'before', folder: BEFORE }),
  'ours-without-log': (options) =>
    startOurs(options, { name: 'ours-without-log', settings: { PROVISIONING_LOG: 'off' } }),
  'ours-portable': (options) =>
    startOurs(options, { name: 'ours-portable', settings: { DATABASE_DIALECT: 'portable' } }),
  floor: startFloor,
  jackson: (options) => startRival('jackson', options),
  scimmy: (options) => startRival('scimmy', options),
};

/** Applies the migrations of the service, or of the given build, to a database. */
export async function migrate(databaseUrl: string, server = 'ours'): Promise<void> {
  const child = start(
    [MIGRATE.map((path) => join(server === 'before' ? BEFORE : '', path)).find(existsSync) ?? ''],
    { DATABASE_URL: databaseUrl, ADMIN_TOKEN },
    'migrate',
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The migration ended with ${code}: see ${LOGS}`);
}

async function startOurs(
  { databaseUrl, workers, profileTo }: StartOptions,
  { name = 'ours', folder = '', settings = {} }: Variant = {},
): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const profile = profileTo === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const child = start(
    [...profile, ...FLAGS, join(folder, 'dist/main.js')],
    {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      ADMIN_TOKEN,
      WORKERS: String(workers),
      LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'info',
      ...settings,
    },
    name,
  );
  await untilAnswering(`${url}/health/ready`, child);
  const tenant = await admin(url, 'POST', '/tenants', { name: 'Bench', entraTenantId: randomUUID() });
  const { accessCode } = await admin(url, 'PUT', `/tenants/${tenant.id}/provisioning`, { enabled: true });
  return {
    baseUrl: `${url}/scim/v2`,
    tenantId: tenant.id,
    token: accessCode,
    pid: child.pid!,
    stop: () => stop(child),
  };
}

/** A minimal server that answers the same requests from the same tables: see `floor/`. */
async function startFloor({ databaseUrl, profileTo }: StartOptions): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const profile = profileTo === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const child = start(
    [...profile, 'bench/build/bench/src/floor/main.js'],
    { PORT: String(port), DATABASE_URL: databaseUrl },
    'floor',
  );
  await untilAnswering(`${url}/scim/v2/Users?count=0`, child);
  return {
    baseUrl: `${url}/scim/v2`,
    tenantId: TENANT,
    token: 'floor',
    pid: child.pid!,
    stop: () => stop(child),
  };
}

/** A SCIM server from npm: see `rivals/`, which has its own packages. */
async function startRival(name: string, { databaseUrl }: StartOptions): Promise<RunningServer> {
  if (!existsSync(join(ROOT, 'bench/rivals/node_modules'))) {
    throw new Error('The rivals are not installed: run npm ci --prefix bench/rivals --ignore-scripts');
  }
  const port = await freePort();
  const child = start([`bench/rivals/${name}.js`], { PORT: String(port), DATABASE_URL: databaseUrl }, name);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const token = /^token (\S+)$/m.exec(readFileSync(join(LOGS, `${name}.log`), 'utf8'))?.[1];
    if (token !== undefined) {
      const baseUrl = `http://127.0.0.1:${port}/scim/v2`;
      return { baseUrl, tenantId: name, token, pid: child.pid!, stop: () => stop(child) };
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`${name} did not start: see ${LOGS}`);
}

function start(args: string[], env: Record<string, string>, name: string): ChildProcess {
  mkdirSync(LOGS, { recursive: true });
  const log = openSync(join(LOGS, `${name}.log`), 'w');
  return spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', log, log],
  });
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`${url} did not answer: see ${LOGS}`);
}

async function admin(url: string, method: string, path: string, body: object): Promise<any> {
  const response = await fetch(`${url}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
