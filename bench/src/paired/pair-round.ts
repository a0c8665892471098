import type { Databases } from '../databases.ts';
import type { Amounts } from '../directory.ts';
import { openServer, type MeasuredServer } from '../measured-server.ts';
import { CHECKS } from '../phases.ts';
import { withChildren } from '../process-usage.ts';
import { WARM_UP_USERS, type RoundOptions } from '../round.ts';
import { inTurns, type PairedPhase } from './in-turns.ts';

/** Turns of a warm-up, of which nothing is measured. */
const WARM_UP_PAIRS = 4;

export interface PairOptions extends RoundOptions {
  readonly pairs: number;
}

/** What a phase took in one round. */
export interface RoundPhase extends PairedPhase {
  readonly round: number;
}

/** One round of two servers that run at the same time, each on a fresh database, and take turns in every phase. */
export async function measurePairRound(
  databases: Databases,
  names: readonly [string, string],
  round: number,
  { users, only, pairs, ...options }: PairOptions,
): Promise<RoundPhase[]> {
  const opened = new Map<string, MeasuredServer>();
  try {
    // Who is started first changes each round.
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      opened.set(name, await openServer(databases, name, options));
    }
    const databasePids = databases.pids();
    const [first, second] = names.map((name) => {
      const { clients, pid } = opened.get(name)!;
      return { clients, pids: withChildren(pid), databasePids };
    });
    const sides = [first!, second!] as const;
    const warmUpUsers = Math.min(users, WARM_UP_USERS);
    const warmUp = { amounts: pairedAmountsFor(warmUpUsers), series: 1, others: 0, pairs: WARM_UP_PAIRS };
    await inTurns(sides, warmUp);
    const others = warmUpUsers / 2;
    const phases = await inTurns(sides, { amounts: pairedAmountsFor(users), series: 2, others, pairs });
    return phases
      .filter(({ phase, wrong }) => wrong > 0 || (!CHECKS.has(phase) && (only?.includes(phase) ?? true)))
      .map((each) => ({ round, ...each }));
  } finally {
    for (const { close } of opened.values()) await close();
  }
}

/** More of what is done seldom than in a round of one server, so that no phase has slices of a few requests. */
function pairedAmountsFor(users: number): Amounts {
  const half = Math.floor(users / 2);
  return { users, groups: half, reads: users * 10, lists: half, largeReads: half, additionsOf20: half };
}
