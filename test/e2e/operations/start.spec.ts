import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DatabaseProxy } from '../../support/database-proxy.js';
import { createDatabase, describeOnMysql, type TestDatabase } from '../../support/databases.js';
import { DisturbedMysql } from '../../support/disturbed-mysql.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';

const WAITING = 'The database cannot be reached: waiting for it';

/** A way to MySQL that can be barred for new connections. */
class Gate {
  private server: Server | null = null;
  private readonly sockets: Socket[] = [];
  private port = 0;

  constructor(private readonly target: URL) {}

  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    return url.href;
  }

  async open(): Promise<void> {
    this.server = createServer((socket) => {
      const onward = connect(Number(this.target.port), this.target.hostname);
      socket.pipe(onward).pipe(socket);
      for (const each of [socket, onward]) this.sockets.push(each.on('error', () => undefined));
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  bar(): void {
    this.server?.close();
    this.server = null;
  }

  remove(): void {
    this.bar();
    for (const socket of this.sockets) socket.destroy();
  }
}

describeOnMysql('the start while MySQL is away', () => {
  let build: Build;
  let database: TestDatabase;
  let gate: Gate;
  let service: ServiceProcess;

  beforeAll(async () => void (build = await buildService()), 180_000);
  afterAll(() => build.remove());
  beforeEach(async () => {
    database = await createDatabase('mysql');
    gate = new Gate(new URL(database.url));
    await gate.open();
  });
  afterEach(async () => {
    await service.end('SIGTERM');
    gate.remove();
    await database.drop();
  });

  const isReady = () =>
    fetch(`${service.url}/health/ready`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(5000),
    }).then(
      ({ status }) => status === 200,
      () => false,
    );
  /** By the connections that it has: the one for health checks may still have to be made. */
  const isServing = () =>
    fetch(`${service.url}/admin/v1/tenants`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, connection: 'close' },
      signal: AbortSignal.timeout(5000),
    }).then(
      ({ status }) => status === 200,
      () => false,
    );
  const waits = () => service.output.split(WAITING).length - 1;

  it.each(['1', '2'])(
    'waits for it with %s workers, says so, and serves when it is there',
    async (workers) => {
      gate.bar();
      service = await ServiceProcess.launch(build, gate.url, { WORKERS: workers });
      await until(() => waits() >= 3);
      expect(service.output).toMatch(/"level":"warn".*"code":"ECONNREFUSED".*"pauseMs":250,/);
      await gate.open();
      await until(isReady);
      expect(service.output).not.toContain('Cannot start');
    },
  );

  it('ends at once when it is told to meanwhile', async () => {
    gate.bar();
    service = await ServiceProcess.launch(build, gate.url);
    await until(() => waits() >= 1);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(service.output).toContain('"cause":"SIGTERM"');
  });

  it('does not wait for what does not pass, such as a wrong password', async () => {
    const url = new URL(gate.url);
    url.password = 'another';
    service = await ServiceProcess.launch(build, url.href, { WORKERS: '2' });
    expect(await service.ended()).toEqual({ code: 1, signal: null });
    expect(service.output.match(/Cannot start: the database refuses the connection/g)).toHaveLength(1);
  });

  it('of one worker ends no other, whether it waits or dies', async () => {
    service = await ServiceProcess.start(build, gate.url, { WORKERS: '2' });
    await until(() => service.listening === 2);
    gate.bar();
    const [first = 0, second = 0] = service.workers();
    process.kill(first, 'SIGKILL');
    await until(() => waits() >= 2);
    expect(await isServing()).toBe(true);
    const [waiting = 0] = service.workers().filter((pid) => pid !== second);
    process.kill(waiting, 'SIGKILL');
    await until(() => service.workers().some((pid) => pid !== second && pid !== waiting));
    expect(await isServing()).toBe(true);
    await gate.open();
    await until(() => service.listening === 3);
    expect(service.workers()).toContain(second);
  });

  it('of a worker that comes when the first serves already ends nothing', async () => {
    service = await ServiceProcess.launch(build, gate.url, { WORKERS: '3' });
    await until(() => service.listening === 1);
    gate.bar();
    await until(() => waits() >= 2);
    expect(await isServing()).toBe(true);
    await gate.open();
    await until(() => service.listening === 3);
  });

  it('waits for a network that cannot be reached', async () => {
    const url = new URL(gate.url);
    // The system refuses to connect to the address of a broadcast.
    url.hostname = '255.255.255.255';
    service = await ServiceProcess.launch(build, url.href);
    await until(() => waits() >= 2);
    expect(service.output).toContain('"code":"ENETUNREACH"');
  });

  it('waits for a server that has gone silent', async () => {
    const proxy = await DatabaseProxy.start(Number(new URL(database.url).port));
    try {
      proxy.goSilentAt('@@GLOBAL.read_only');
      service = await ServiceProcess.launch(build, proxy.urlOf(database.url));
      await until(() => waits() >= 1);
      expect(service.output).toContain('"code":"RESPONSE_TIMEOUT"');
      proxy.comeBack();
      await until(() => service.listening === 1);
      await service.end('SIGTERM');
    } finally {
      proxy.stop();
    }
  });

  it('waits for a server of read-only transactions', async () => {
    const mysql = await DisturbedMysql.start();
    try {
      await mysql.operator.query('SET GLOBAL transaction_read_only = ON');
      service = await ServiceProcess.launch(build, mysql.url);
      await until(() => waits() >= 2);
      expect(service.output).toContain('"code":"ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"');
      await mysql.operator.query('SET GLOBAL transaction_read_only = OFF');
      await until(isReady);
      await service.end('SIGTERM');
    } finally {
      await mysql.stop();
    }
  });

  it('waits for a server that takes no writes until it is the primary', async () => {
    const mysql = await DisturbedMysql.start();
    try {
      await mysql.operator.query('SET GLOBAL super_read_only = ON');
      service = await ServiceProcess.launch(build, mysql.url);
      await until(() => waits() >= 2);
      expect(service.output).toContain('"reason":"The database server is read-only"');
      await mysql.operator.query('SET GLOBAL read_only = OFF');
      await until(isReady);
      await service.end('SIGTERM');
    } finally {
      await mysql.stop();
    }
  });
});

/** Waits for something that must happen; the test fails by its time limit otherwise. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
