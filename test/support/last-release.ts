import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder, runFolderName } from './mysql/folders.ts';
import { run } from './mysql/process.ts';
import type { Build } from './service-process.js';

const ROOT = resolve(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');

/** The commit of the release before this one: renewed with each release. */
const COMMIT = readFileSync(join(ROOT, 'test/fixtures/last-release'), 'utf8').trim();

/**
 * The last release, built from its commit with the packages of this one. It is built once and kept in the folder of the
 * cache.
 * @throws Error when this clone does not have the commit
 */
export async function buildLastRelease(): Promise<Build> {
  const kept = join(cacheFolder(), `release-${COMMIT}`);
  if (!existsSync(kept)) await build(kept);
  const folder = await mkdtemp(join(tmpdir(), 'invitedesk-release-'));
  await cp(kept, folder, { recursive: true });
  await symlink(MODULES, join(folder, 'node_modules'));
  return {
    main: join(folder, 'dist/main.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function build(kept: string): Promise<void> {
  await run('git', ['-C', ROOT, 'cat-file', '-e', `${COMMIT}^{commit}`]).catch((error: unknown) => {
    const message = `The last release, ${COMMIT}, is not in this clone: fetch the whole history (git fetch --unshallow)`;
    throw new Error(message, { cause: error });
  });
  await mkdir(cacheFolder(), { recursive: true });
  const draft = join(cacheFolder(), runFolderName());
  const source = join(draft, 'source');
  await mkdir(source, { recursive: true });
  try {
    const archive = join(draft, 'source.tar');
    await run('git', ['-C', ROOT, 'archive', '--output', archive, COMMIT]);
    await run('tar', ['-xf', archive, '-C', source]);
    await symlink(MODULES, join(source, 'node_modules'));
    const made = join(draft, 'made');
    const tsc = join(MODULES, 'typescript/bin/tsc');
    // It was checked when it was released, against the packages of its time.
    const options = ['--noCheck', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
    await run(process.execPath, [tsc, '-p', source, '--outDir', join(made, 'dist'), ...options], 180_000);
    await cp(join(source, 'package.json'), join(made, 'package.json'));
    await rename(made, kept).catch((error: unknown) => {
      // Another run was faster.
      if (!existsSync(kept)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
