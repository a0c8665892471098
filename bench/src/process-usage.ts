import { readdirSync, readFileSync } from 'node:fs';

/** Resources that processes have used. */
export interface Usage {
  /** Seconds of processor time, user and system. */
  readonly cpuSeconds: number;
  /** Resident memory in bytes. */
  readonly residentBytes: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The sum over processes, from /proc; zero for an ended process or a system without /proc. */
export function usageOf(pids: readonly number[]): Usage {
  let cpuSeconds = 0;
  let residentBytes = 0;
  for (const pid of pids) {
    try {
      // The command name may contain spaces: count fields from its end.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
      cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      residentBytes += Number(fields[21]) * PAGE_BYTES;
    } catch {
      continue;
    }
  }
  return { cpuSeconds, residentBytes };
}

/** Processes with this command name, or those of them that were started with the given argument, if any. */
export function processesNamed(name: string, argument: string): number[] {
  const found = processes().filter((pid) => contentOf(pid, 'comm').trim() === name);
  const own = found.filter((pid) => contentOf(pid, 'cmdline').split('\0').includes(argument));
  return own.length > 0 ? own : found;
}

/** A process and its child processes. */
export function withChildren(pid: number): number[] {
  const children = processes().filter(
    (each) => Number(contentOf(each, 'stat').split(') ').at(-1)?.split(' ')[1]) === pid,
  );
  return [pid, ...children];
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function contentOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
