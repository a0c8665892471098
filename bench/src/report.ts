import { cpus, totalmem } from 'node:os';

/** The measurements of one server for one phase of one round. */
export interface Measurement {
  readonly server: string;
  readonly round: number;
  readonly phase: string;
  readonly requests: number;
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Processor seconds per thousand requests. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** Statements per request, where the database counts them. */
  readonly statements: number | null;
  /** Resident memory of the server at the end of the phase, in mebibytes. */
  readonly residentMb: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** The machine and the versions of a run. */
export interface Conditions {
  readonly database: string;
  readonly clients: number;
  readonly workers: number;
  readonly users: number;
  readonly rounds: number;
}

/** The table of a run in Markdown: the median of each phase, and the ratio of the service to the other server. */
export function markdown(
  all: readonly Measurement[],
  servers: readonly string[],
  conditions: Conditions,
): string {
  const phases = [...new Set(all.map(({ phase }) => phase))];
  const of = (server: string, phase: string): Measurement[] =>
    all.filter((each) => each.server === server && each.phase === phase);
  const rate = (server: string, phase: string): string => {
    const found = of(server, phase);
    // Checks are reported only when they failed.
    if (found.length === 0) return 'right';
    const wrong = found.reduce((sum, each) => sum + each.wrong, 0);
    return wrong > 0 ? `${wrong} wrong` : median(found.map((each) => each.rate)).toFixed(0);
  };
  const ratio = (phase: string): string => {
    // Servers alternate, so that neighbouring measurements met the same machine.
    const theirs = of(other!, phase);
    if ([...of('ours', phase), ...theirs].some(({ wrong }) => wrong > 0)) return 'not compared';
    const ratios = of('ours', phase).map((each, index) => each.rate / theirs[index]!.rate);
    return `**${median(ratios).toFixed(2)}** (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
  };
  const other = servers.find((name) => name !== 'ours');
  const compared = servers.includes('ours') && other !== undefined;
  const first = servers[0]!;
  const rows = phases.map((phase) => {
    const own = of(first, phase);
    const mid = (pick: (each: Measurement) => number): number => median(own.map(pick));
    return [
      phase,
      ...servers.map((server) => rate(server, phase)),
      ...(compared ? [ratio(phase)] : []),
      `${mid((each) => each.p50).toFixed(1)} / ${mid((each) => each.p95).toFixed(1)} / ${mid((each) => each.p99).toFixed(1)}`,
      mid((each) => each.serverCpu).toFixed(2),
      mid((each) => each.databaseCpu).toFixed(2),
      own[0]?.statements?.toFixed(1) ?? '',
      mid((each) => each.residentMb).toFixed(0),
    ];
  });
  const head = [
    'phase',
    ...servers.map((server) => `${server}, requests/s`),
    ...(compared ? [`ours : ${other} (range)`] : []),
    `${first}: p50 / p95 / p99 ms`,
    'server CPU ms/request',
    'database CPU ms/request',
    'statements/request',
    'MB',
  ];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n\n${describe(conditions)}\n`;
}

function describe({ database, clients, workers, users, rounds }: Conditions): string {
  return `${database}; ${machine()}; ${clients} clients, ${workers} worker(s), ${users} users, median of ${rounds} round(s).`;
}

/** The machine of a run. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return (
    `Node ${process.versions.node}; ${cpus().length} cores (${cpu?.model.trim()}), ${memory} GiB; ` +
    'load, server and database on one machine'
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
