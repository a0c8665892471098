import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptMysql } from './debian.ts';
import { run } from './process.ts';

/** MySQL's command-line programs, in a folder for their files. */
export interface MysqlClient {
  /** Runs a shell script in the folder, where `mysql.cnf` tells how to reach the server. */
  sh(script: string): Promise<string>;
  remove(): Promise<void>;
}

/**
 * The `mysql` and `mysqldump` on PATH, or those of the MySQL that is installed for the tests.
 * @param url of the server, with the user
 * @returns undefined where there are none
 */
export async function mysqlClient(url: string): Promise<MysqlClient | undefined> {
  const root = await clientRoot();
  if (root === undefined) return undefined;
  const folder = await mkdtemp(join(root, '/tmp/invitedesk-dump-'));
  const { hostname, port, username, password } = new URL(url);
  const lines = ['[client]', `host=${hostname}`, `port=${port}`, `user=${username}`, `password=${password}`];
  await writeFile(join(folder, 'mysql.cnf'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const inside = `/${folder.slice(root.length).replace(/^\/+/, '')}`;
  return {
    sh: (script) => {
      const command = ['sh', '-euc', `cd ${inside}\n${script}`];
      return root === '' ? run('sh', command.slice(1)) : run('chroot', [root, ...command]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The folder that the programs take for the root. */
async function clientRoot(): Promise<string | undefined> {
  const onPath = await run('mysqldump', ['--version']).catch(() => '');
  if (onPath !== '' && !/mariadb/i.test(onPath)) return '';
  const root = (await keptMysql())?.root;
  return root !== undefined && existsSync(join(root, 'usr/bin/mysqldump')) ? root : undefined;
}
