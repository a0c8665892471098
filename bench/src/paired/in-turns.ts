import { Directory, type Amounts } from '../directory.ts';
import { PHASES } from '../phases.ts';
import { takeTurns, type PhasePairs, type Side } from './slices.ts';

/** The slice pairs of one phase. */
export interface PairedPhase extends PhasePairs {
  readonly phase: string;
}

export interface Extent {
  readonly amounts: Amounts;
  /** See `Directory`. */
  readonly series: number;
  readonly others: number;
  /** Number of slices per phase and server. */
  readonly pairs: number;
}

/** Runs all phases on two servers that take turns in each. */
export async function inTurns(
  sides: readonly [Side, Side],
  { amounts, series, others, pairs }: Extent,
): Promise<PairedPhase[]> {
  const first = new Directory(amounts, series, others);
  const second = new Directory(amounts, series, others);
  const phases: PairedPhase[] = [];
  for (const [index, { name: phase, tasks }] of PHASES.entries()) {
    // The first server alternates between phases and between passes.
    const begins = (index + series) % 2 === 0 ? 0 : 1;
    const work = [tasks(first), tasks(second)] as const;
    phases.push({ phase, ...(await takeTurns(sides, work, { count: pairs, begins })) });
  }
  return phases;
}
