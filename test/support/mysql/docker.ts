import { randomBytes } from 'node:crypto';
import { progress, run, start } from './process.ts';
import {
  freePort,
  randomPassword,
  serverOptions,
  untilReady,
  type StartMysqlOptions,
  type TestMysql,
} from './server.ts';

const IMAGE = 'mysql:8.4';

/** Whether a command succeeds within a time limit. */
async function succeeds(command: string, args: string[], timeoutMs: number): Promise<boolean> {
  return run(command, args, timeoutMs).then(
    () => true,
    () => false,
  );
}

/** Whether Docker runs and has the image, after a pull if necessary. */
async function hasImage(): Promise<boolean> {
  if (!(await succeeds('docker', ['info'], 5_000))) return false;
  if (await succeeds('docker', ['image', 'inspect', IMAGE], 10_000)) return true;
  progress(`Pulling ${IMAGE} for the tests (once)…`);
  try {
    await run('docker', ['pull', IMAGE], 15 * 60_000);
    return true;
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    return false;
  }
}

/**
 * Starts MySQL in a container, if Docker is available. In the foreground, so that the guard sees its end and its log.
 */
export async function startInDocker(options: StartMysqlOptions): Promise<TestMysql | undefined> {
  if (!(await hasImage())) return undefined;
  const name = `invitedesk-tests-${randomBytes(6).toString('hex')}`;
  const password = randomPassword();
  const port = await freePort();
  const container = ['--rm', '--name', name, '-p', `127.0.0.1:${port}:3306`];
  const environment = ['-e', 'MYSQL_ROOT_PASSWORD', '-e', 'MYSQL_INITDB_SKIP_TZINFO=1'];
  const args = ['run', ...container, ...environment, IMAGE, ...serverOptions(options)];
  const server = start('docker', args, {
    cleanUp: ['docker', 'rm', '--force', '--volumes', name],
    env: { MYSQL_ROOT_PASSWORD: password },
  });
  const url = `mysql://root:${password}@127.0.0.1:${port}`;
  const version = await untilReady(server, url, 120_000);
  server.release();
  return { url, description: `MySQL ${version} (${IMAGE} in Docker), port ${port}`, stop: server.stop };
}
