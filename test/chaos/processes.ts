import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where histories and the output of servers are kept until the next run. */
export const RECORDS = resolve(import.meta.dirname, '../../../../../data/chaos');

const LAST_OUTPUT = 20_000;
/** The state of a socket in `/proc/net/tcp`. */
const LISTENS = '0A';

/** Removes the records of the run before. */
export function clearRecords(): void {
  rmSync(RECORDS, { recursive: true, force: true });
  mkdirSync(RECORDS, { recursive: true });
}

/** A program that runs until it is killed. All of them end with the process namespace of the run. */
export class Program {
  private output = '';

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    isRecorded: boolean,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-LAST_OUTPUT);
        if (isRecorded) appendFileSync(join(RECORDS, `${name}.log`), chunk);
      });
    }
    child.on('error', (error) => (this.output += error.message));
  }

  static start(
    name: string,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
    isRecorded = true,
  ): Program {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env },
    });
    return new Program(name, child, isRecorded);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  get lastOutput(): string {
    return this.output.trim().split('\n').slice(-15).join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

/** Runs a program to its end. */
export async function run(command: readonly string[], env?: Readonly<Record<string, string>>): Promise<void> {
  const program = Program.start(command.join(' '), command, env, false);
  while (!program.hasEnded) await new Promise((wake) => setTimeout(wake, 10));
  if (program.exitCode !== 0) throw new Error(`${program.name} failed:\n${program.lastOutput}`);
}

/** Processes that a process has started. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Whether a process takes connections at a port, be it together with others. */
export function listensAt(pid: number, port: number): boolean {
  const inHex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = ['tcp', 'tcp6'].flatMap((family) =>
    readFileSync(`/proc/${pid}/net/${family}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, address, , state]) => address?.endsWith(`:${inHex}`) === true && state === LISTENS)
      .map((columns) => `socket:[${columns[9]}]`),
  );
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return sockets.includes(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false;
    }
  });
}

/** Repeats a question until the answer is yes. */
export async function until(what: string, withinMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs / 1000} s: ${what}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
