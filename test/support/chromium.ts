import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { PATIENT_APT } from './mysql/debian.ts';
import { progress, run } from './mysql/process.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const HINT = 'set TEST_CHROMIUM to the path of a Chromium or Chrome';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser: the one that TEST_CHROMIUM names, one on the PATH, or, on Debian as root, one that it
 * installs.
 * @throws Error of one line when there is none
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.TEST_CHROMIUM ?? (await onPath()) ?? (await installed());
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

async function onPath(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
  }
  return undefined;
}

async function installed(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (process.getuid?.() !== 0 || !/^ID="?debian"?$/m.test(release)) {
    throw new Error(`No Chromium was found for the tests of the console: ${HINT}`);
  }
  progress('Installing Chromium for the tests (once, about 30 s)…');
  const apt = `apt-get ${PATIENT_APT}`;
  const install = `${apt} update && ${apt} install -y --no-install-recommends chromium`;
  try {
    await run('env', ['DEBIAN_FRONTEND=noninteractive', 'sh', '-c', install], 10 * 60_000);
  } catch (error) {
    throw new Error(`Chromium could not be installed (${HINT}): ${String(error)}`, { cause: error });
  }
  const path = await onPath();
  if (path === undefined) throw new Error(`Chromium was installed and is not on the PATH: ${HINT}`);
  return path;
}
