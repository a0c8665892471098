import type { State, Write } from './ledger.ts';

/**
 * The states that somebody may see of a subject, linearizability being promised: what was acknowledged before, or what
 * was sent since and not refused.
 * @param writes to the subject
 * @param from when the look began
 * @param to when it ended
 */
export function possibleStates(writes: readonly Write[], from: number, to: number): Set<State> {
  const acknowledged = writes.filter(({ outcome, until }) => outcome === 'ok' && until <= from);
  const states = new Set<State>();
  if (acknowledged.length === 0) states.add(null);
  for (const write of writes) {
    if (write.outcome === 'refused' || write.at > to) continue;
    if (!acknowledged.some((later) => later !== write && later.at >= write.until)) states.add(write.state);
  }
  return states;
}
