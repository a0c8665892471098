import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dialectOfRun } from './databases.js';
import { expectNoSecretIn } from './leaked-secrets.js';
import { run } from './mysql/process.ts';
import { freePort } from './mysql/server.ts';
import { oncePerRun } from './once-per-run.js';
import { ADMIN_TOKEN, callAdmin, type AdminAnswer } from './service.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** The service as delivered: a copy of the build in a folder of its own. */
export interface Build {
  readonly main: string;
  remove(): Promise<void>;
}

export async function buildService(): Promise<Build> {
  const built = await oncePerRun('service', async (folder) => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const cold = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
    await run(process.execPath, [tsc, '-p', ROOT, '--outDir', folder, ...cold], 120_000);
  });
  const folder = await mkdtemp(join(tmpdir(), 'invitedesk-build-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await copyFile(join(ROOT, 'package.json'), join(folder, 'package.json'));
  await cp(built, join(folder, 'dist'), { recursive: true });
  return { main: join(folder, 'dist/main.js'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The service in a process of its own. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly printed: { text: string },
  ) {}

  /** All output of the process. */
  get output(): string {
    return this.printed.text;
  }

  /** How many processes have begun to take connections: each worker, and each that has replaced one. */
  get listening(): number {
    return this.output.match(/"Server listening/g)?.length ?? 0;
  }

  /**
   * The id of the process that has served each request, by the log.
   * @param from where in the output to begin
   */
  servedBy(from = 0): number[] {
    return [...this.output.slice(from).matchAll(/"pid":(\d+).*"msg":"request"/g)].map(([, pid]) =>
      Number(pid),
    );
  }

  /** @param env further environment variables */
  static async start(
    build: Build,
    databaseUrl: string,
    env: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.launch(build, databaseUrl, env);
    const { child, printed } = service;
    for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
      const answer = await fetch(`${service.url}/health/ready`).catch(() => null);
      if (answer?.status === 200) return service;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    // Another process has taken the port meanwhile.
    if (printed.text.includes('EADDRINUSE')) return ServiceProcess.start(build, databaseUrl, env);
    throw new Error(`The service did not start:\n${printed.text}`);
  }

  /** Like `start`, without waiting for the service to answer. */
  static async launch(
    build: Build,
    databaseUrl: string,
    env: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [build.main], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        ADMIN_TOKEN,
        MIGRATE_ON_START: 'true',
        RATE_LIMIT: 'off',
        ...dialectOfRun,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (printed.text += chunk.toString()));
    }
    return new ServiceProcess(child, `http://127.0.0.1:${port}`, printed);
  }

  admin(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    return callAdmin(this.url, method, path, body);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the process to end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<{ code: number | null; signal: string | null }> {
    this.child.kill(signal);
    return this.ended();
  }

  /** Waits until the process has ended. */
  async ended(): Promise<{ code: number | null; signal: string | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    expectNoSecretIn(this.printed.text, 'what the process has printed');
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The kernel's report on the process, including its memory. */
  memory(): string {
    return readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
  }

  /** The ids of its child processes, from `/proc`. */
  workers(): number[] {
    const { pid } = this.child;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  }
}
