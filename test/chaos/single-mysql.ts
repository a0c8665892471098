import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Installation } from '../support/mysql/local.ts';
import { Program, run, until } from './processes.ts';

const PORT = 3307;
const PASSWORD = 'chaosservice';

/** One server, with MySQL's own settings: what is acknowledged is on the disk. */
export class SingleMysql {
  private server: Program | null = null;

  private constructor(
    private readonly installation: Installation,
    private readonly folder: string,
  ) {}

  /** As somebody who may do everything. */
  readonly url = `mysql://chaos:${PASSWORD}@127.0.0.1:${PORT}/invitedesk`;

  static async start(installation: Installation, home: string): Promise<SingleMysql> {
    const folder = join(home, 'single');
    const mysql = new SingleMysql(installation, folder);
    await mkdir(folder);
    await writeFile(
      join(folder, 'users.sql'),
      `CREATE DATABASE IF NOT EXISTS invitedesk;
CREATE USER IF NOT EXISTS chaos@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';
GRANT ALL ON *.* TO chaos@'127.0.0.1';`,
    );
    await run(mysql.inRoot('chown', '-R', 'mysql', mysql.inside));
    await run(mysql.inRoot(...mysql.mysqld('--initialize-insecure')));
    await mysql.startServer();
    return mysql;
  }

  async startServer(): Promise<void> {
    const server = Program.start(
      'mysqld',
      this.inRoot(
        ...this.mysqld(
          `--port=${PORT}`,
          '--bind-address=127.0.0.1',
          '--mysqlx=OFF',
          `--socket=${this.inside}/socket`,
          `--pid-file=${this.inside}/pid`,
          `--init-file=${this.inside}/users.sql`,
          '--innodb_buffer_pool_size=64M',
        ),
      ),
    );
    this.server = server;
    await until('MySQL answers', 60_000, async () => {
      if (server.hasEnded) throw new Error(server.lastOutput);
      await (await createConnection(this.url)).end();
      return true;
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.server?.signal(signal);
  }

  async kill(): Promise<void> {
    await this.server?.end('SIGKILL');
  }

  async empty(): Promise<void> {
    const connection = await createConnection(this.url);
    await connection.query('DROP DATABASE invitedesk');
    await connection.query('CREATE DATABASE invitedesk');
    await connection.end();
  }

  private get inside(): string {
    return this.folder.slice(this.installation.root.length);
  }

  private inRoot(...command: readonly string[]): string[] {
    const { root } = this.installation;
    return [...(root === '' ? [] : ['chroot', root]), ...command];
  }

  private mysqld(...args: readonly string[]): string[] {
    const { user = 'mysql' } = this.installation;
    return [
      'mysqld',
      '--no-defaults',
      `--user=${user}`,
      `--datadir=${this.inside}/data`,
      '--secure-file-priv=NULL',
      ...args,
    ];
  }
}
