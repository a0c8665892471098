import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Ensures that no command outlives the test run. Its standard input is a pipe that only the run holds open, so `read`
 * returns when the run closes the pipe, ends, or is killed (even by -9). Then the command is killed, with its process
 * group if it leads one. However the command ends, the clean-up command runs afterwards. The guard itself prints
 * nothing: once the run is dead, writing to its pipes would kill the guard (SIGPIPE).
 */
const GUARD = `
clean_up=$1; shift
exec 3<&0
"$@" 3<&- </dev/null &
command=$!
exec >/dev/null 2>&1
(read -r _ <&3; kill -9 "-$command" || kill -9 "$command") &
guard=$!
wait "$command"; status=$?
kill "$guard"
eval "$clean_up"
exit "$status"
`;

export interface Guarded {
  /** Resolves with the exit status, after the command and its clean-up. */
  ended: Promise<number>;
  stdout: () => string;
  /** The last output of the command, for error messages. */
  lastLines: () => string;
  /** Lets the test run end while the command is still running; the guard then ends it. */
  release: () => void;
  /** Kills the command and waits for its clean-up. */
  stop: () => Promise<void>;
}

export interface StartOptions {
  cleanUp?: string[];
  env?: Record<string, string>;
}

/** Prints a progress line to stderr; stdout is reserved for the test report. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Quotes a word for the shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Starts a command that ends with the test run at the latest. */
export function start(
  command: string,
  args: string[],
  { cleanUp = [], env = {} }: StartOptions = {},
): Guarded {
  const script = [GUARD, 'sh', cleanUp.map(quote).join(' '), command, ...args];
  // Detached: Ctrl+C must reach the test run alone, or the guard would die before its clean-up.
  const child = spawn('sh', ['-c', ...script], { detached: true, env: { ...process.env, ...env } });
  let stdout = '';
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-10_000)));
  }
  child.stdin.on('error', () => undefined); // the command ended first and needs no signal
  child.on('error', (error) => (log += error.message));
  const ended = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
  return {
    ended,
    stdout: () => stdout,
    lastLines: () => log.trim().split('\n').slice(-12).join('\n'),
    release: () => {
      child.unref();
      for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
    },
    stop: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

/** Runs a command and resolves with its output; an error contains its last lines. */
export async function run(
  command: string,
  args: string[],
  timeoutMs = 60_000,
  env: Record<string, string> = {},
): Promise<string> {
  const running = start(command, args, { env });
  const timer = setTimeout(() => void running.stop(), timeoutMs);
  const status = await running.ended;
  clearTimeout(timer);
  if (status !== 0) {
    throw new Error(`${command} failed with status ${status}:\n${running.lastLines()}`);
  }
  return running.stdout();
}
