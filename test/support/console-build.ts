import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PICTURES } from './console-browser.js';
import { run } from './mysql/process.ts';
import { oncePerRun } from './once-per-run.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** Builds the pages of the console, like `npm run build`. */
export async function buildConsole(): Promise<void> {
  await oncePerRun('console', async () => {
    await mkdir(PICTURES, { recursive: true });
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const config = join(ROOT, 'src/console/web/vite.config.ts');
    await run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], 120_000);
  });
}
