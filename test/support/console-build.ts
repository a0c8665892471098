import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PICTURES } from './console-browser.js';
import { run } from './mysql/process.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Builds the pages of the console, like `npm run build`. Jest's workers share the result: the first builds, the others
 * wait.
 */
export async function buildConsole(): Promise<void> {
  const folder = process.env.TEST_RUN_FOLDER;
  if (folder === undefined) throw new Error('TEST_RUN_FOLDER is not set: run the tests with npm test');
  const outcome = join(folder, 'console-outcome');
  if (await isFirst(join(folder, 'console-begun'))) {
    const error = await build().then(
      () => '',
      (reason: unknown) => String(reason),
    );
    await writeFile(`${outcome}-written`, error);
    await rename(`${outcome}-written`, outcome);
  }
  while (!existsSync(outcome)) await sleep(50);
  const error = await readFile(outcome, 'utf8');
  if (error !== '') throw new Error(error);
}

async function build(): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const config = join(ROOT, 'src/console/web/vite.config.ts');
  await run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], 120_000);
}

async function isFirst(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
