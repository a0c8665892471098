import { Directory, type Amounts } from '../directory.ts';
import { PHASES } from '../phases.ts';
import { takeTurns, type PhasePairs, type Side } from './slices.ts';

/** The pairs of one phase. */
export interface PairedPhase extends PhasePairs {
  readonly phase: string;
}

export interface Extent {
  readonly amounts: Amounts;
  /** See `Directory`. */
  readonly series: number;
  readonly others: number;
  /** Slices that each phase is cut into, for each server. */
  readonly pairs: number;
}

/** Carries out all phases on two servers that take turns in each. */
export async function inTurns(
  sides: readonly [Side, Side],
  { amounts, series, others, pairs }: Extent,
): Promise<PairedPhase[]> {
  const first = new Directory(amounts, series, others);
  const second = new Directory(amounts, series, others);
  const phases: PairedPhase[] = [];
  for (const [index, { name: phase, tasks }] of PHASES.entries()) {
    // Who begins changes from phase to phase, and from one run through them to the next.
    const begins = (index + series) % 2 === 0 ? 0 : 1;
    const work = [tasks(first), tasks(second)] as const;
    phases.push({ phase, ...(await takeTurns(sides, work, { count: pairs, begins })) });
  }
  return phases;
}
