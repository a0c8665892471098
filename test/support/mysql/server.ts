import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import type { Guarded } from './process.ts';

export interface TestMysql {
  /** `mysql://user:pass@host:port`, without a database; the user may create and drop databases. */
  url: string;
  /** A one-line description, such as "MySQL 9.7.4 (installed for the tests), port 33121". */
  description: string;
  stop(): Promise<void>;
}

export interface StartMysqlOptions {
  /** Keeps MySQL's default durability settings, for benchmarks and crash tests. */
  durable?: boolean;
  /** The server can form a group (Group Replication), of which it is the only member. */
  group?: boolean;
}

/** The smallest group: it needs a binary log, and talks to nobody. */
const GROUP = [
  '--server-id=1',
  '--gtid-mode=ON',
  '--enforce-gtid-consistency=ON',
  '--report-host=127.0.0.1',
  '--plugin-load-add=group_replication.so',
  '--loose-group-replication-group-name=0b5c1d52-3a51-4c0e-8a0e-6d2f3e9a7c11',
  '--loose-group-replication-start-on-boot=OFF',
];

/** The server options of every test server. */
export function serverOptions({ durable = false, group = false }: StartMysqlOptions): string[] {
  const relaxed = ['--innodb-flush-log-at-trx-commit=0', '--sync-binlog=0'];
  return [
    '--max-connections=500',
    '--mysqlx=OFF',
    ...(durable ? [] : relaxed),
    ...(group ? GROUP : durable ? [] : ['--skip-log-bin']),
  ];
}

/** A password that needs no quoting in SQL or in a URL. */
export function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** A currently free TCP port. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The version that the server at a URL reports. */
export async function versionAt(url: string): Promise<string> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
    return String(rows[0]?.version);
  } finally {
    await connection.end();
  }
}

/**
 * Waits until a started server answers and returns its version. A server that does not is stopped and its log shown.
 */
export async function untilReady(server: Guarded, url: string, timeoutMs = 60_000): Promise<string> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let problem: unknown;
    try {
      return await versionAt(url);
    } catch (error) {
      problem = error;
    }
    const isOver = await Promise.race([server.ended.then(() => true), sleep(50, false)]);
    if (isOver || Date.now() > deadline) {
      await server.stop();
      throw new Error(`MySQL for the tests did not come up (${String(problem)}):\n${server.lastLines()}`);
    }
  }
}
