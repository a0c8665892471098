import { randomBytes } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { startOwnMysql, type StartMysqlOptions, type TestMysql } from './mysql-server.ts';

/** A MySQL that a test may disturb, with an empty database and a user without privileges beyond it. */
export class DisturbedMysql {
  private constructor(
    private readonly server: TestMysql,
    readonly port: number,
    /** Of the database, as the user. */
    readonly url: string,
    /** As somebody who may do everything. */
    readonly operator: Connection,
  ) {}

  static async start(options: StartMysqlOptions = {}): Promise<DisturbedMysql> {
    const server = await startOwnMysql(options);
    const operator = await createConnection(server.url);
    const url = await createUserDatabase(operator, server.url);
    return new DisturbedMysql(server, Number(new URL(server.url).port), url, operator);
  }

  async stop(): Promise<void> {
    this.operator.destroy();
    await this.server.stop();
  }
}

/**
 * Makes an empty database and a user for it alone.
 * @param as names and password that another server has too
 * @returns its URL
 */
export async function createUserDatabase(
  operator: Connection,
  serverUrl: string,
  as?: string,
): Promise<string> {
  const url = new URL(as ?? serverUrl);
  if (as === undefined) {
    url.username = `u_${randomBytes(6).toString('hex')}`;
    url.password = randomBytes(18).toString('base64url');
    url.pathname = `/test_${randomBytes(6).toString('hex')}`;
  }
  url.port = new URL(serverUrl).port;
  const [user, database] = [url.username, url.pathname.slice(1)];
  await operator.query(`CREATE DATABASE ${database}`);
  await operator.query(`CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY '${url.password}'`);
  await operator.query(`GRANT ALL ON ${database}.* TO ${user}@'127.0.0.1'`);
  return url.href;
}
