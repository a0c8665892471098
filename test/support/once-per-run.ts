import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does something that takes long once in a run of all tests. Jest's workers share the result: the first does the work,
 * the others wait.
 * @param name of the folder that the work is given, which is removed after the run
 * @returns that folder
 * @throws what `work` has thrown, in each worker
 */
export async function oncePerRun(name: string, work: (folder: string) => Promise<void>): Promise<string> {
  const run = process.env.TEST_RUN_FOLDER;
  if (run === undefined) throw new Error('TEST_RUN_FOLDER is not set: run the tests with npm test');
  const folder = join(run, name);
  const outcome = `${folder}-outcome`;
  if (await isFirst(folder)) {
    const error = await work(folder).then(
      () => '',
      (reason: unknown) => String(reason),
    );
    await writeFile(`${outcome}-written`, error);
    await rename(`${outcome}-written`, outcome);
  }
  while (!existsSync(outcome)) await sleep(50);
  const error = await readFile(outcome, 'utf8');
  if (error !== '') throw new Error(error);
  return folder;
}

async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
