import type { Databases } from '../databases.ts';
import { Directory, type Amounts } from '../directory.ts';
import { openServer, type MeasuredServer } from '../measured-server.ts';
import { CHECKS, PHASES } from '../phases.ts';
import { withChildren } from '../process-usage.ts';
import { amountsFor, WARM_UP_USERS, type RoundOptions } from '../round.ts';
import { takeTurns, type PhasePairs, type Side } from './slices.ts';

export interface PairOptions extends RoundOptions {
  /** Slices that each phase is cut into, for each server. */
  readonly pairs: number;
}

/** The pairs of one phase of one round. */
export interface PairedPhase extends PhasePairs {
  readonly round: number;
  readonly phase: string;
}

/** One round of two servers that run at the same time, each on a fresh database, and take turns in every phase. */
export async function measurePairRound(
  databases: Databases,
  names: readonly [string, string],
  round: number,
  { users, only, pairs, ...options }: PairOptions,
): Promise<PairedPhase[]> {
  const opened: MeasuredServer[] = [];
  try {
    for (const name of names) opened.push(await openServer(databases, name, options));
    const databasePids = databases.pids();
    const sides = opened.map(({ clients, pid }) => ({ clients, pids: withChildren(pid), databasePids }));
    const both = [sides[0]!, sides[1]!] as const;
    const warmUpUsers = Math.min(users, WARM_UP_USERS);
    await inTurns(both, amountsFor(warmUpUsers), { series: 1, others: 0, pairs });
    const phases = await inTurns(both, pairedAmountsFor(users), {
      series: 2,
      others: warmUpUsers / 2,
      pairs,
    });
    return phases
      .filter(
        ({ phase, wrong }) => wrong > 0 || (!CHECKS.has(phase) && (only === null || only.includes(phase))),
      )
      .map((each) => ({ round, ...each }));
  } finally {
    for (const { close } of opened) await close();
  }
}

/** Carries out all phases in turns. */
export async function inTurns(
  sides: readonly [Side, Side],
  amounts: Amounts,
  { series, others, pairs }: { series: number; others: number; pairs: number },
): Promise<Omit<PairedPhase, 'round'>[]> {
  const directories = [
    new Directory(amounts, series, others),
    new Directory(amounts, series, others),
  ] as const;
  const phases: Omit<PairedPhase, 'round'>[] = [];
  for (const { name: phase, tasks } of PHASES) {
    const work = [tasks(directories[0]), tasks(directories[1])] as const;
    phases.push({ phase, ...(await takeTurns(sides, work, pairs)) });
  }
  return phases;
}

/** More of what is done seldom than in a round of one server, so that no phase has slices of a few requests. */
export function pairedAmountsFor(users: number): Amounts {
  const half = Math.floor(users / 2);
  return { users, groups: half, reads: users * 10, lists: half, largeReads: half, additionsOf20: half };
}
