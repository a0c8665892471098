import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolderName, sweep } from './folders.ts';
import { run, start } from './process.ts';
import {
  freePort,
  randomPassword,
  serverOptions,
  untilReady,
  type StartMysqlOptions,
  type TestMysql,
} from './server.ts';

/** Time-out of steps that write all files of a server. */
const SLOW_DISK_MS = 5 * 60_000;

/** A MySQL whose server program this machine can run. */
export interface Installation {
  version: string;
  /** Its origin, for messages. */
  origin: string;
  /** The root folder that the server is confined to; empty when it is not confined. */
  root: string;
  /** The user to run it as; undefined for the current one (MySQL refuses to run as root). */
  user: string | undefined;
  /** The folder for data folders. */
  home: string;
}

/** The version in the output of `mysqld --version`, if supported: MySQL (not MariaDB) 8.4 or later. */
export function supportedVersion(printed: string): string | undefined {
  const [, version, major, minor] = /Ver ((\d+)\.(\d+)\.\d+)/.exec(printed) ?? [];
  const supported = Number(major) > 8 || (Number(major) === 8 && Number(minor) >= 4);
  return supported && !/mariadb/i.test(printed) ? version : undefined;
}

/** The command line of an installation's program. */
function commandOf({ root }: Installation, program: string, args: string[]): [string, string[]] {
  return root ? ['chroot', [root, program, ...args]] : [program, args];
}

/** The command line of `mysqld`, with paths inside its root folder. */
function mysqld(installation: Installation, data: string, args: string[]): [string, string[]] {
  const { user } = installation;
  const datadir = data.slice(installation.root.length);
  // Debian's build expects folders under /var/lib and /run that only its full packages create.
  const common = ['--no-defaults', `--datadir=${datadir}`, '--secure-file-priv=NULL'];
  return commandOf(installation, 'mysqld', [...common, ...(user ? [`--user=${user}`] : []), ...args]);
}

/** Makes the server's user the owner of a folder. */
async function giveToServer(installation: Installation, folder: string): Promise<void> {
  const { root, user } = installation;
  if (user) {
    await run(...commandOf(installation, 'chown', ['-R', user, folder.slice(root.length)]));
  }
}

/** A freshly initialised data folder that every run copies, which is faster than initialising one each time. */
async function pristineData(installation: Installation): Promise<string> {
  const pristine = join(installation.home, `pristine-${installation.version}`);
  if (existsSync(pristine)) return pristine;
  const draft = join(installation.home, runFolderName());
  await mkdir(draft);
  await giveToServer(installation, draft);
  await run(...mysqld(installation, draft, ['--initialize-insecure']), SLOW_DISK_MS);
  try {
    await rename(draft, pristine);
  } catch (error) {
    if (!existsSync(pristine)) throw error;
    await rm(draft, { recursive: true }); // another run was faster
  }
  return pristine;
}

/**
 * Creates this run's folder: a copy of the pristine data, and the SQL that creates the users before the first
 * connection.
 */
async function makeRunFolder(installation: Installation, password: string): Promise<string> {
  await sweep(installation.home);
  const pristine = await pristineData(installation);
  const folder = join(installation.home, runFolderName());
  await mkdir(folder);
  await run('cp', ['-Rp', pristine, join(folder, 'data')], SLOW_DISK_MS);
  const users = [
    `CREATE USER 'test'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'test'@'127.0.0.1' WITH GRANT OPTION;`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${randomPassword()}';`,
  ];
  await writeFile(join(folder, 'users.sql'), users.join('\n'), { mode: 0o600 });
  await giveToServer(installation, folder);
  return folder;
}

/** Starts a server of an installation with a data folder and a port of its own. */
export async function startLocal(installation: Installation, options: StartMysqlOptions): Promise<TestMysql> {
  const password = randomPassword();
  const folder = await makeRunFolder(installation, password);
  const inside = folder.slice(installation.root.length);
  const port = await freePort();
  const args = [
    ...serverOptions(options),
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(inside, 'socket')}`,
    `--pid-file=${join(inside, 'pid')}`,
    `--init-file=${join(inside, 'users.sql')}`,
  ];
  const server = start(...mysqld(installation, join(folder, 'data'), args), {
    cleanUp: ['rm', '-rf', folder],
  });
  const url = `mysql://test:${password}@127.0.0.1:${port}`;
  const version = await untilReady(server, url, SLOW_DISK_MS);
  server.release();
  return { url, description: `MySQL ${version} (${installation.origin}), port ${port}`, stop: server.stop };
}
