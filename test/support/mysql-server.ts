import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { installedMysql, keptMysql } from './mysql/debian.ts';
import { startInDocker } from './mysql/docker.ts';
import { startLocal, supportedVersion, type Installation } from './mysql/local.ts';
import { run } from './mysql/process.ts';
import { versionAt, type StartMysqlOptions, type TestMysql } from './mysql/server.ts';

export type { StartMysqlOptions, TestMysql };

const NO_SERVER =
  'No MySQL for the tests: set TEST_MYSQL_URL, install MySQL 8.4 or later or Docker, or set TEST_DATABASES=sqlite.';

/** Finds or starts a real MySQL server for the test run. */
export async function startMysql(options: StartMysqlOptions = {}): Promise<TestMysql> {
  const given = process.env.TEST_MYSQL_URL;
  return given ? givenServer(given) : startOwnMysql(options);
}

/** Starts a server that nobody else uses, so that a test may disturb it. */
export async function startOwnMysql(options: StartMysqlOptions = {}): Promise<TestMysql> {
  const local = (await mysqlOnPath()) ?? (await keptMysql());
  if (local) return startLocal(local, options);
  const inDocker = await startInDocker(options);
  if (inDocker) return inDocker;
  const installed = await installedMysql();
  if (installed) return startLocal(installed, options);
  throw new Error(NO_SERVER);
}

/** The server that TEST_MYSQL_URL names; it is not stopped. */
async function givenServer(url: string): Promise<TestMysql> {
  const version = await versionAt(url).catch((error: unknown) => {
    throw new Error(`The MySQL server of TEST_MYSQL_URL does not answer: ${String(error)}`);
  });
  const { port } = new URL(url);
  return {
    url,
    description: `MySQL ${version} (from TEST_MYSQL_URL), port ${port || '3306'}`,
    stop: () => Promise.resolve(),
  };
}

/** The `mysqld` on PATH, if its version is supported. */
async function mysqlOnPath(): Promise<Installation | undefined> {
  const version = supportedVersion(await run('mysqld', ['--version']).catch(() => ''));
  if (!version) return undefined;
  const [user, home] = await Promise.all([unprivilegedUser(), temporaryHome()]);
  return { version, origin: 'mysqld on PATH', root: '', user, home };
}

/** The user to run the server as: when run as root, the first existing one of several candidates. */
async function unprivilegedUser(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['mysql', 'nobody', 'daemon']) {
    const exists = await run('id', [user]).catch(() => '');
    if (exists) return user;
  }
  throw new Error('MySQL does not run as root, and this system has none of the users mysql, nobody, daemon.');
}

/** A folder for data folders that the server's user can access, unlike root's cache folder. */
async function temporaryHome(): Promise<string> {
  const { uid } = userInfo();
  const home = join(tmpdir(), `invitedesk-tests-${uid}`);
  await mkdir(home, { recursive: true });
  const owner = await lstat(home);
  if (owner.uid !== uid || !owner.isDirectory()) throw new Error(`${home} belongs to someone else.`);
  await chmod(home, 0o711);
  return home;
}
