import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder for files that test runs share. */
export function cacheFolder(): string {
  const { INVITEDESK_TEST_CACHE, XDG_CACHE_HOME } = process.env;
  return resolve(
    INVITEDESK_TEST_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'invitedesk-tests'),
  );
}

/** A new name for a folder of this run, which tells `sweep` of a later run whose it was. */
export function runFolderName(): string {
  return `run_${process.pid}_${randomBytes(4).toString('hex')}_${hostname()}`;
}

/** Whether a process of this machine is running. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // running, but another user's
  }
}

/** Removes the folders of dead runs on this host. */
export async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid, host] = /^run_(\d+)_[0-9a-f]+_(.+)$/.exec(name) ?? [];
    if (host === hostname() && !isAlive(Number(pid))) {
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
