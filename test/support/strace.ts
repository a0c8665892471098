import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENT_APT } from './mysql/debian.ts';
import { progress, run } from './mysql/process.ts';

const TRACED = 'write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sendto,sendmsg';
/** Of each buffer, so that all of a small write is there. */
const BYTES_SHOWN = 131_072;

const WHOLE = /^(\d+) +([\d.]+) (\w+)\((.*)\) += (-?\d+)[^<]*<([\d.]+)>$/s;
const BEGUN = /^(\d+) +([\d.]+) (\w+)\((.*) <unfinished \.\.\.>$/s;
const RESUMED = /^(\d+) +([\d.]+) <\.\.\. (\w+) resumed>(.*)\) += (-?\d+)[^<]*<[\d.]+>$/s;

/** A system call on a file or a connection. */
export interface SystemCall {
  readonly name: string;
  /** The path of the file; `socket:[…]` of a connection. */
  readonly path: string;
  /** The arguments as strace prints them. */
  readonly args: string;
  /** Positions in the order of all beginnings and ends. */
  readonly begun: number;
  readonly ended: number;
  /** In milliseconds since 1970. */
  readonly endedAt: number;
}

/** Follows the writes and syncs of a running process with all its threads. */
export class Strace {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @throws Error when there is no strace, or when it may not follow the process */
  static async follow(pid: number): Promise<Strace> {
    const program = await straceProgram();
    const folder = await mkdtemp(join(tmpdir(), 'invitedesk-strace-'));
    const options = ['-f', '-y', '-ttt', '-T', '-s', String(BYTES_SHOWN), '-e', `trace=${TRACED}`];
    const child = spawn(program, [...options, '-o', join(folder, 'calls'), '-p', String(pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (/attached/.test(said)) resolve();
      });
      child.once('exit', () => reject(new Error(`strace cannot follow a process here: ${said.trim()}`)));
    });
    return new Strace(child, folder);
  }

  /** Lets the process go on alone; what it has done until now. */
  async end(): Promise<SystemCall[]> {
    this.child.kill('SIGINT');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    const text = await readFile(join(this.folder, 'calls'), 'latin1');
    await rm(this.folder, { recursive: true });
    return parse(text.split('\n'));
  }
}

function parse(lines: readonly string[]): SystemCall[] {
  const calls: SystemCall[] = [];
  const open = new Map<string, { readonly begun: number; readonly args: string }>();
  const add = (name: string, args: string, begun: number, ended: number, endedAt: number): void => {
    const path = /^\d+<([^>]*)>/.exec(args)?.[1];
    if (path !== undefined) calls.push({ name, path, args, begun, ended, endedAt });
  };
  for (const [index, line] of lines.entries()) {
    const [whole, begun, resumed] = [WHOLE.exec(line), BEGUN.exec(line), RESUMED.exec(line)];
    if (whole !== null) {
      const [, , at, name = '', args = '', result, took] = whole;
      if (Number(result) >= 0) add(name, args, index, index, 1000 * (Number(at) + Number(took)));
    } else if (begun !== null) {
      const [, thread, , name, args = ''] = begun;
      open.set(`${thread} ${name}`, { begun: index, args });
    } else if (resumed !== null) {
      const [, thread, at, name = '', rest = '', result] = resumed;
      const first = open.get(`${thread} ${name}`);
      if (first === undefined || Number(result) < 0) continue;
      add(name, first.args + rest, first.begun, index, 1000 * Number(at));
    }
  }
  return calls;
}

/** Whether a call writes a text. The text must have no character that strace escapes. */
export function writes({ name, args }: SystemCall, text: string): boolean {
  return !isSync(name) && args.includes(text);
}

/** The first call that makes durable what another has written. */
export function syncOf(calls: readonly SystemCall[], written: SystemCall): SystemCall | undefined {
  return calls.find(
    ({ name, path, begun }) => isSync(name) && path === written.path && begun > written.ended,
  );
}

function isSync(name: string): boolean {
  return name === 'fsync' || name === 'fdatasync';
}

async function straceProgram(): Promise<string> {
  const isThere = () =>
    run('strace', ['-V']).then(
      () => true,
      () => false,
    );
  if (await isThere()) return 'strace';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (process.getuid?.() !== 0 || !/^ID="?debian"?$/m.test(release)) {
    throw new Error('There is no strace on the PATH, which the test of durability needs');
  }
  progress('Installing strace for the tests (once)…');
  const install = `apt-get ${PATIENT_APT} update && apt-get ${PATIENT_APT} install -y --no-install-recommends strace`;
  await run('env', ['DEBIAN_FRONTEND=noninteractive', 'sh', '-c', install], 10 * 60_000);
  return 'strace';
}
