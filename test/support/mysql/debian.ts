import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './folders.ts';
import { supportedVersion, type Installation } from './local.ts';
import { progress, run } from './process.ts';

/** Options of apt-get: retries downloads, and waits for another apt process. */
export const PATIENT_APT = '-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300';
/** Written last into an installation, with the version: a folder without it is incomplete. */
const MARKER = 'installed-with-clients';

/**
 * Installs a small Debian with MySQL's server and clients into a folder of the cache. It runs under a lock that the kernel releases
 * with its last process, so no lock becomes stale; an existing draft folder is left from a dead run. Origin and label
 * select Debian's own archive from apt's sources; without a usable one, debootstrap uses its default. debootstrap
 * mounts /proc in the draft. In a mount namespace of its own the mount disappears with it (a container that forbids the
 * namespace forbids the mount too).
 */
const INSTALL = `
set -eu
umask 022
cache=$1; marker=$2; draft=$cache/mysql.new
if [ -e "$cache/mysql/$marker" ]; then exit 0; fi
rm -rf --one-file-system "$draft" "$cache/mysql"
export DEBIAN_FRONTEND=noninteractive
apt='apt-get ${PATIENT_APT}'
$apt update
command -v debootstrap || $apt install -y --no-install-recommends debootstrap gpgv debian-archive-keyring
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
  grep -m 1 '^http' || true)
own_mounts=$(unshare --mount true && echo 'unshare --mount' || true)
bootstrap() { $own_mounts debootstrap --variant=minbase --include=mysql-server-core,mysql-client-core sid "$draft" $mirror; }
# Once more, since a mirror that is being renewed does not fit together for a moment.
bootstrap || { rm -rf --one-file-system "$draft"; sleep 30; bootstrap; }
chroot "$draft" useradd -r mysql
rm -rf "$draft"/var/cache/apt/archives/*.deb "$draft"/var/lib/apt/lists/*
chroot "$draft" mysqld --version > "$draft/$marker"
mv "$draft" "$cache/mysql"
`;

/** The MySQL that an earlier run has installed. Only root can run it, since it needs `chroot`. */
export async function keptMysql(): Promise<Installation | undefined> {
  const root = join(cacheFolder(), 'mysql');
  const marker = await readFile(join(root, MARKER), 'utf8').catch(() => '');
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
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  progress('Installing MySQL for the tests (once, about 40 s)…');
  const started = Date.now();
  const underLock = ['flock', '--no-fork', join(cache, 'install.lock')];
  try {
    await run('setsid', [...underLock, 'sh', '-c', INSTALL, 'sh', cache, MARKER], 15 * 60_000);
  } catch (error) {
    const hint = 'set TEST_MYSQL_URL to a server, or TEST_DATABASES=sqlite';
    throw new Error(`MySQL could not be installed (${hint} to go without): ${String(error)}`, {
      cause: error,
    });
  }
  progress(`MySQL is installed in ${join(cache, 'mysql')} (${Math.round((Date.now() - started) / 1000)} s).`);
  return keptMysql();
}
