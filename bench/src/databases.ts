import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { startMysql } from '../../test/support/mysql-server.ts';
import { processesNamed } from './process-usage.ts';

/** An empty database for one round. */
export interface Fresh {
  readonly url: string;
  drop(): Promise<void>;
}

/** The database server of a run, which creates a database per round. */
export interface Databases {
  readonly description: string;
  create(): Promise<Fresh>;
  /** Number of executed statements; null when the server does not report it. */
  statements(): Promise<number | null>;
  /** Its process ids. */
  pids(): number[];
  stop(): Promise<void>;
}

export type DatabaseKind = 'mysql' | 'sqlite';

/** Settings of a MySQL for millions of rows; durability stays at its default. */
const FOR_MILLIONS = ['innodb_buffer_pool_size = 6442450944', 'innodb_redo_log_capacity = 2147483648'];

/** @param forMillions whether MySQL gets enough memory for millions of rows */
export function openDatabases(kind: DatabaseKind, forMillions = false): Promise<Databases> {
  return kind === 'sqlite' ? Promise.resolve(sqliteFiles()) : mysqlServer(forMillions ? FOR_MILLIONS : []);
}

function sqliteFiles(): Databases {
  return {
    description: 'SQLite',
    create: () => {
      const folder = mkdtempSync(join(tmpdir(), 'invitedesk-bench-'));
      const drop = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true }));
      return Promise.resolve({ url: `sqlite:${join(folder, 'bench.sqlite')}`, drop });
    },
    statements: () => Promise.resolve(null),
    pids: () => [],
    stop: () => Promise.resolve(),
  };
}

/** With MySQL's default durability: each commit is on the disk. */
async function mysqlServer(settings: readonly string[]): Promise<Databases> {
  const server = await startMysql({ durable: true });
  const connection = await mysql.createConnection(server.url);
  const query = async (sql: string): Promise<RowDataPacket[]> =>
    (await connection.query<RowDataPacket[]>(sql))[0];
  for (const setting of settings) await connection.query(`SET GLOBAL ${setting}`);
  return {
    description: server.description.replace(/, port.*/, ''),
    create: async () => {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await query(`CREATE DATABASE ${name}`);
      return {
        url: `${server.url}/${name}`,
        drop: () => query(`DROP DATABASE ${name}`).then(() => undefined),
      };
    },
    statements: async () => {
      const rows = await query("SHOW GLOBAL STATUS LIKE 'Questions'");
      return Number(rows[0]?.Value);
    },
    pids: () => processesNamed('mysqld', `--port=${new URL(server.url).port}`),
    stop: async () => {
      await connection.end();
      await server.stop();
    },
  };
}
