import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_TOKEN } from '../support/admin-token.ts';
import type { Tenant } from './directory.ts';
import { HttpClient } from './http-client.ts';
import { childrenOf, listensAt, Program, until } from './processes.ts';

const DIST = resolve(import.meta.dirname, '../../../../../dist');
const START_WITHIN_MS = 60_000;

/** The service as it is delivered, on a port of its own, started again when it ends, as a supervisor does. */
export class Service {
  private program: Program;
  private isOver = false;

  private constructor(
    private readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.program = this.launch();
  }

  readonly restarts = { count: 0 };

  static async start(port: number, databaseUrl: string, env: Record<string, string> = {}): Promise<Service> {
    const service = new Service(port, {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      ADMIN_TOKEN,
      MIGRATE_ON_START: 'true',
      LOG_LEVEL: 'warn',
      RATE_LIMIT: 'off',
      ...env,
    });
    await service.untilReady();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async untilReady(): Promise<void> {
    await until('the service is ready', START_WITHIN_MS, async () => {
      if (this.program.hasEnded && this.isOver) throw new Error('stopped');
      return (await fetch(`${this.url}/health/ready`)).status === 200;
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.program.lastOutput}`);
    });
  }

  /** Waits until each of several workers serves: they start one after the other. */
  async untilAllServe(): Promise<void> {
    await until('all workers serve', START_WITHIN_MS, () => {
      const serving = childrenOf(this.program.pid).filter((pid) => listensAt(pid, this.port));
      return Promise.resolve(serving.length === Number(this.env.WORKERS));
    });
  }

  /** Kills the whole of it; it is started again at once. */
  kill(): void {
    for (const pid of childrenOf(this.program.pid)) process.kill(pid, 'SIGKILL');
    this.program.signal('SIGKILL');
  }

  /** Kills one of several workers; the supervisor replaces it. */
  killWorker(): void {
    const [pid] = childrenOf(this.program.pid);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.program.end('SIGTERM');
  }

  async newTenant(name: string): Promise<Tenant> {
    const admin = new HttpClient(this.url, ADMIN_TOKEN);
    const send = async (method: string, path: string, body: object): Promise<any> => {
      const answer = await admin.send(method, `/admin/v1${path}`, body);
      if (answer.status !== 200 && answer.status !== 201) {
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      return answer.body;
    };
    const { id } = await send('POST', '/tenants', { name, entraTenantId: crypto.randomUUID() });
    const { accessCode } = await send('PUT', `/tenants/${id}/provisioning`, { enabled: true });
    admin.close();
    return { id, name, code: accessCode };
  }

  private launch(): Program {
    const program = Program.start(
      'service',
      [process.execPath, '--max-old-space-size=1024', `${DIST}/main.js`],
      this.env,
    );
    void this.startAgain(program);
    return program;
  }

  private async startAgain(program: Program): Promise<void> {
    while (!program.hasEnded) await sleep(20);
    if (this.isOver) return;
    this.restarts.count++;
    this.program = this.launch();
  }
}

/** Runs `npm run verify` on a database; answers with what it found. */
export async function problemsOf(databaseUrl: string): Promise<string[]> {
  const program = Program.start('verify', [process.execPath, `${DIST}/persistence/verify/verify-main.js`], {
    DATABASE_URL: databaseUrl,
    ADMIN_TOKEN,
  });
  while (!program.hasEnded) await sleep(20);
  const problems = program.lastOutput.split('\n').filter((line) => line.startsWith('  '));
  return program.exitCode === 0 || problems.length > 0 ? problems : [program.lastOutput];
}
