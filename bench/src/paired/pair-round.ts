import type { Databases } from '../databases.ts';
import type { Amounts } from '../directory.ts';
import { openServer, type MeasuredServer } from '../measured-server.ts';
import { CHECKS } from '../phases.ts';
import { withChildren } from '../process-usage.ts';
import type { RoundOptions } from '../round.ts';
import { inTurns, type PairedPhase } from './in-turns.ts';

/**
 * Passes through all phases in a round, so that a temporary disturbance of the machine affects few pairs of each phase.
 */
const PASSES = 8;
/** Slice pairs of a phase in a pass: A B, B A, A B, B A. */
const PAIRS = 4;
/** The smallest number of users with which all phases work. */
const LEAST_USERS = 100;

/** The measurements of a phase in one pass of one round. */
export interface PassPhase extends PairedPhase {
  readonly round: number;
  readonly pass: number;
}

/** One round of two servers that run at the same time, each on a fresh database, and take turns in every phase. */
export async function measurePairRound(
  databases: Databases,
  names: readonly [string, string],
  round: number,
  { users, only, ...options }: RoundOptions,
): Promise<PassPhase[]> {
  const opened = new Map<string, MeasuredServer>();
  try {
    // The server that starts first alternates between rounds.
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      opened.set(name, await openServer(databases, name, options));
    }
    const databasePids = databases.pids();
    const [first, second] = names.map((name) => {
      const { clients, pid } = opened.get(name)!;
      return { clients, pids: withChildren(pid), databasePids };
    });
    const { passes, usersOfPass } = passesOf(users);
    // The first passes are not measured, so that the code is compiled before.
    const warmUp = Math.ceil(passes / 2);
    const all: PassPhase[] = [];
    for (let pass = 1 - warmUp; pass <= passes; pass++) {
      const done = pass - 1 + warmUp;
      const phases = await inTurns([first!, second!], {
        amounts: pairedAmountsFor(usersOfPass),
        series: 1 + done,
        others: (done * usersOfPass) / 2,
        pairs: PAIRS,
      });
      for (const each of phases) {
        const isAsked = !CHECKS.has(each.phase) && (only?.includes(each.phase) ?? true);
        if (each.wrong > 0 || (pass > 0 && isAsked)) all.push({ round, pass, ...each });
      }
    }
    return all;
  } finally {
    for (const { close } of opened.values()) await close();
  }
}

/** An even number, since half of the users are deleted at the end of a pass. */
function passesOf(users: number): { passes: number; usersOfPass: number } {
  const passes = Math.max(1, Math.min(PASSES, Math.floor(users / LEAST_USERS)));
  return { passes, usersOfPass: Math.max(LEAST_USERS, 2 * Math.floor(users / passes / 2)) };
}

/** More of the rare requests than in a round of one server, so that every slice has enough requests. */
function pairedAmountsFor(users: number): Amounts {
  const half = users / 2;
  return { users, groups: half, reads: users * 5, lists: half, largeReads: half, additionsOf20: half };
}
