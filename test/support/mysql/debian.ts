import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './folders.ts';
import { supportedVersion, type Installation } from './local.ts';
import { progress, run } from './process.ts';

/** Options of apt-get: retries downloads, and waits for another apt process. */
export const PATIENT_APT = '-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300';
/** Packages of Debian's sid, in a root folder of their own. */
interface Root {
  /** In the cache. */
  readonly folder: string;
  readonly packages: string;
  /** Written last, with the version: a folder without it is incomplete. */
  readonly marker: string;
  readonly program: string;
}

const SERVER: Root = {
  folder: 'mysql',
  packages: 'mysql-server-core,mysql-client-core',
  marker: 'installed-with-clients',
  program: 'mysqld',
};
const ROUTER: Root = {
  folder: 'mysql-router',
  packages: 'mysql-router',
  marker: 'installed',
  program: 'mysqlrouter',
};

/**
 * Installs a small Debian with some packages into a folder of the cache. It runs under a lock that the kernel releases
 * with its last process, so no lock becomes stale; an existing draft folder is left from a dead run. Origin and label
 * select Debian's own archive from apt's sources; without a usable one, debootstrap uses its default. debootstrap
 * mounts /proc in the draft. In a mount namespace of its own the mount disappears with it (a container that forbids the
 * namespace forbids the mount too).
 */
const INSTALL = `
set -eu
umask 022
root=$1; packages=$2; marker=$3; program=$4; draft=$root.new
if [ -e "$root/$marker" ]; then exit 0; fi
rm -rf --one-file-system "$draft" "$root"
export DEBIAN_FRONTEND=noninteractive
apt='apt-get ${PATIENT_APT}'
$apt update
command -v debootstrap || $apt install -y --no-install-recommends debootstrap gpgv debian-archive-keyring
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
  grep -m 1 '^http' || true)
own_mounts=$(unshare --mount true && echo 'unshare --mount' || true)
bootstrap() { $own_mounts debootstrap --variant=minbase --include=$packages sid "$draft" $mirror; }
# Once more, since a mirror that is being renewed does not fit together for a moment.
bootstrap || { rm -rf --one-file-system "$draft"; sleep 30; bootstrap; }
chroot "$draft" id mysql || chroot "$draft" useradd -r mysql
rm -rf "$draft"/var/cache/apt/archives/*.deb "$draft"/var/lib/apt/lists/*
chroot "$draft" $program --version > "$draft/$marker"
mv "$draft" "$root"
`;

/** The MySQL that an earlier run has installed. Only root can run it, since it needs `chroot`. */
export async function keptMysql(): Promise<Installation | undefined> {
  const root = join(cacheFolder(), SERVER.folder);
  const marker = await readFile(join(root, SERVER.marker), 'utf8').catch(() => '');
  const version = supportedVersion(marker);
  if (process.getuid?.() !== 0 || !version) return undefined;
  return { version, origin: 'installed for the tests', root, user: 'mysql', home: join(root, 'srv') };
}

/** Whether this is Debian, and the current user may install packages. */
async function isDebianAsRoot(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return process.getuid?.() === 0 && /^ID="?debian"?$/m.test(release);
}

/** Installs MySQL into the cache folder, or waits for another run that does. */
export async function installedMysql(): Promise<Installation | undefined> {
  if (!(await isDebianAsRoot())) return undefined;
  progress('Installing MySQL for the tests (once, about 40 s)…');
  const started = Date.now();
  try {
    await install(SERVER);
  } catch (error) {
    const hint = 'set TEST_MYSQL_URL to a server, or TEST_DATABASES=sqlite';
    throw new Error(`MySQL could not be installed (${hint} to go without): ${String(error)}`, {
      cause: error,
    });
  }
  const root = join(cacheFolder(), SERVER.folder);
  progress(`MySQL is installed in ${root} (${Math.round((Date.now() - started) / 1000)} s).`);
  return keptMysql();
}

/**
 * Installs MySQL Router, unless it is there.
 * @returns its root folder; undefined where it cannot be installed
 */
export async function installedRouter(): Promise<string | undefined> {
  if (!(await isDebianAsRoot())) return undefined;
  const root = join(cacheFolder(), ROUTER.folder);
  await install(ROUTER);
  return root;
}

async function install({ folder, packages, marker, program }: Root): Promise<void> {
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  const underLock = ['flock', '--no-fork', join(cache, 'install.lock')];
  const given = [join(cache, folder), packages, marker, program];
  await run('setsid', [...underLock, 'sh', '-c', INSTALL, 'sh', ...given], 15 * 60_000);
}
