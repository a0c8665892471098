import { existsSync } from 'node:fs';
import { installedMysql, installedRouter, keptMysql, PATIENT_APT } from '../support/mysql/debian.ts';
import type { Installation } from '../support/mysql/local.ts';
import { progress, run } from '../support/mysql/process.ts';
import type { Scenario } from './scenario.ts';

/** The run gets a network, mounts and processes of its own: none of them outlives it, however it ends. */
export const ALONE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];

/** What the scenarios need beside Node. */
export interface Programs {
  readonly mysql: Installation;
  readonly haproxy: string;
  /** The root folder of MySQL Router; null when no scenario needs it. */
  readonly router: string | null;
}

/** This machine does not let anybody cut cables. */
export class NotPossibleHere extends Error {}

/**
 * Finds MySQL, HAProxy and `ip`, or installs them as the tests do.
 * @throws NotPossibleHere; another Error that says what is missing
 */
export async function findPrograms(scenarios: readonly Scenario[]): Promise<Programs> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new NotPossibleHere(
      'npm run chaos cuts cables and fills disks of its own: it needs Linux, and root.',
    );
  }
  await run('unshare', [...ALONE, 'true']).catch((error: Error) => {
    throw new NotPossibleHere(`npm run chaos needs namespaces of its own: ${error.message}`);
  });
  const mysql = (await keptMysql()) ?? (await installedMysql());
  if (mysql === undefined)
    throw new Error('npm run chaos needs Debian, or a MySQL that the tests have installed.');
  await program('ip', 'iproute2');
  return { mysql, haproxy: await program('haproxy', 'haproxy'), router: await routerFor(scenarios) };
}

async function routerFor(scenarios: readonly Scenario[]): Promise<string | null> {
  if (!scenarios.some(({ byRouter }) => byRouter === true)) return null;
  progress('Installing MySQL Router, unless it is there…');
  const root = await installedRouter();
  if (root === undefined) throw new Error('The scenarios with MySQL Router need Debian.');
  return root;
}

async function program(name: string, ofPackage: string): Promise<string> {
  const found = (): string | undefined => FOLDERS.map((folder) => `${folder}/${name}`).find(existsSync);
  if (found() === undefined) {
    progress(`Installing ${ofPackage}…`);
    // No service is to be started by the package.
    const install = `export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
      apt-get ${PATIENT_APT} update && apt-get ${PATIENT_APT} install -y --no-install-recommends ${ofPackage}`;
    await run('sh', ['-c', install], 10 * 60_000);
  }
  const path = found();
  if (path === undefined) throw new Error(`There is no ${name}: install the package ${ofPackage}.`);
  return path;
}
