import type { Databases } from './databases.ts';
import { Directory, type Amounts } from './directory.ts';
import { percentile, type Load } from './load.ts';
import { openServer } from './measured-server.ts';
import { CHECKS, PHASES } from './phases.ts';
import { usageOf, withChildren, type Usage } from './process-usage.ts';
import type { Measurement } from './report.ts';

/** Maximum number of users in the warm-up run through all phases, which compiles the code and is not measured. */
const WARM_UP_USERS = 1600;

export interface RoundOptions {
  readonly clients: number;
  readonly users: number;
  readonly workers: number;
  /** Phases to measure; null for all. The others still run. */
  readonly only: readonly string[] | null;
  readonly profileTo: string | null;
}

/** One round of one server: all phases on a fresh database. */
export async function measureRound(
  databases: Databases,
  server: string,
  round: number,
  { users, only, ...options }: RoundOptions,
): Promise<Measurement[]> {
  const { clients, pid, close } = await openServer(databases, server, options);
  try {
    const warmUpUsers = Math.min(users, WARM_UP_USERS);
    const warmUp = new Directory(amountsFor(warmUpUsers), 1, 0);
    for (const { tasks } of PHASES) await clients.run(tasks(warmUp));
    const directory = new Directory(amountsFor(users), 2, warmUpUsers / 2);
    const measurements: Measurement[] = [];
    for (const { name: phase, tasks } of PHASES) {
      const usage = (): Usage[] => [usageOf(withChildren(pid)), usageOf(databases.pids())];
      const work = tasks(directory);
      const statementsBefore = (await databases.statements()) ?? 0;
      const before = usage();
      const load = await clients.run(work);
      const after = usage();
      const statements = await databases.statements();
      for (const example of load.wrong.examples) console.error(`${server}, ${phase}: ${example}`);
      const isAsked = only === null || only.includes(phase);
      if ((CHECKS.has(phase) || !isAsked) && load.wrong.count === 0) continue;
      measurements.push({
        server,
        round,
        phase,
        ...figuresOf(load),
        serverCpu: cpuPerRequest(before[0]!, after[0]!, load),
        databaseCpu: cpuPerRequest(before[1]!, after[1]!, load),
        statements: statements === null ? null : (statements - statementsBefore) / load.requests,
        residentMb: after[0]!.residentBytes / 2 ** 20,
      });
    }
    return measurements;
  } finally {
    await close();
  }
}

export function amountsFor(users: number): Amounts {
  return {
    users,
    groups: Math.max(10, Math.floor(users / 20)),
    reads: users * 4,
    lists: Math.max(20, Math.floor(users / 5)),
    largeReads: Math.max(10, Math.floor(users / 20)),
    additionsOf20: Math.floor(users / 4),
  };
}

function figuresOf({ requests, seconds, latencies, wrong }: Load) {
  return {
    requests,
    rate: requests / seconds,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    wrong: wrong.count,
    examples: wrong.examples,
  };
}

/** Milliseconds of processor time per request. */
function cpuPerRequest(before: Usage, after: Usage, { requests }: Load): number {
  return ((after.cpuSeconds - before.cpuSeconds) * 1000) / requests;
}
