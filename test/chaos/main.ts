import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runFolderName, sweep } from '../support/mysql/folders.ts';
import { readArguments } from './arguments.ts';
import { ALONE, findPrograms, NotPossibleHere } from './programs.ts';

/** As other test programs say that they could not run. */
const SKIPPED = 77;

/** `npm run chaos`: installs what is missing, then lets `run.js` work in namespaces of its own. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { scenarios } = readArguments(args);
  const { mysql, haproxy, router } = await findPrograms(scenarios);
  await sweep(mysql.home);
  if (router !== null) await sweep(join(router, 'srv'));
  const folder = join(mysql.home, runFolderName());
  await mkdir(folder, { mode: 0o755 });
  const inside = join(import.meta.dirname, 'run.js');
  const given = JSON.stringify({ mysql, haproxy, router, folder });
  const { status, error } = spawnSync('unshare', [...ALONE, process.execPath, inside, given, ...args], {
    stdio: 'inherit',
  });
  await rm(folder, { recursive: true, force: true });
  if (router !== null) await rm(join(router, 'srv', basename(folder)), { recursive: true, force: true });
  if (error) throw error;
  process.exitCode = status ?? 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof NotPossibleHere ? SKIPPED : 1;
});
