import type { Answered, Entry, Write } from './ledger.ts';

/** How the clients fared. */
export interface Availability {
  readonly acknowledged: number;
  /** Longest time in which no write was acknowledged to anybody, in seconds. */
  readonly outage: number;
  /** Longest time in which no write was acknowledged to one of the clients. */
  readonly longestOfOne: number;
  /** How often each was answered while it was no success: `503`, `cut`. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Answers that may not be given, whatever happens to a server. */
  readonly unworthy: readonly string[];
}

/**
 * @param from when the first fault was
 * @param until when the writers were told to stop
 * @param mayCut whether the service itself was killed, which cuts connections
 */
export function availability(
  entries: readonly Entry[],
  { from, until, mayCut }: { from: number; until: number; mayCut: boolean },
): Availability {
  const writes = entries.filter(
    (entry): entry is Write => entry.kind === 'write' && entry.outcome === 'ok' && entry.at > from,
  );
  const answers = entries.filter((entry): entry is Answered => entry.kind === 'answer');
  const byClient = new Map<string, number[]>();
  for (const { client, until: done } of writes) {
    byClient.set(client, [...(byClient.get(client) ?? []), done]);
  }
  const statuses: Record<string, number> = {};
  const unworthy: string[] = [];
  for (const { status, hasRetryAfter, isHung, method, at } of answers) {
    if (status !== null && status < 500) continue;
    const name = isHung ? 'hung' : String(status ?? 'cut');
    statuses[name] = (statuses[name] ?? 0) + 1;
    const isWorthy =
      status === null ? mayCut && !isHung : (status === 503 || status === 507) && hasRetryAfter;
    if (!isWorthy) unworthy.push(`${name} to a ${method} at ${Math.round(at)} ms`);
  }
  return {
    acknowledged: writes.length,
    outage: longestGap(
      writes.map((write) => write.until),
      from,
      until,
    ),
    longestOfOne: Math.max(...[...byClient.values()].map((times) => longestGap(times, from, until))),
    statuses,
    unworthy,
  };
}

/** In seconds. */
function longestGap(times: readonly number[], from: number, until: number): number {
  const within = times.filter((time) => time > from && time < until).sort((a, b) => a - b);
  let [last, longest] = [from, 0];
  for (const time of [...within, until]) {
    longest = Math.max(longest, time - last);
    last = time;
  }
  return longest / 1000;
}
