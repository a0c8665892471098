import type { Found } from './directory.ts';
import { SOMETHING, type Entry, type Read, type State, type Write } from './ledger.ts';
import { possibleStates } from './possible-states.ts';

/**
 * What may be wrong: an acknowledged change that is not there; something that nobody did; a reader led back in time; a
 * change done in part; a name, or a log entry, that is there twice.
 */
export const FAULTS = ['lost', 'phantom', 'stale', 'half', 'duplicate'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Finding {
  readonly fault: Fault;
  readonly subject: string;
  readonly detail: string;
}

/**
 * Compares what the clients were told with what each of them saw and with what is there in the end.
 * @param found after everybody has stopped
 */
export function check(entries: readonly Entry[], found: Found): Finding[] {
  const writes = bySubject(entries.filter((entry) => entry.kind === 'write'));
  const reads = entries.filter((entry) => entry.kind === 'read');
  return [
    ...reads.flatMap((read) => checkRead(read, writes.get(read.subject) ?? [])),
    ...versionsThatFell(reads),
    ...[...writes].flatMap(([subject, all]) => [
      ...checkEnd(subject, all, found.states.get(subject) ?? []),
      ...versionsGivenTwice(all, found),
    ]),
    ...[...found.states].flatMap(([subject, states]) =>
      writes.has(subject) ? [] : states.map((state) => phantom(subject, `${state} is there, never written`)),
    ),
    ...checkLog([...writes.values()].flat(), found.logged),
    ...found.problems.map((detail): Finding => ({ fault: 'half', subject: 'verify', detail })),
  ];
}

/** How often each is there, in the words of a report: `0 lost, 0 phantom, …`. */
export function summary(findings: readonly Finding[]): string {
  return FAULTS.map(
    (fault) => `${findings.filter((finding) => finding.fault === fault).length} ${fault}`,
  ).join(', ');
}

function bySubject(writes: readonly Write[]): Map<string, Write[]> {
  const all = new Map<string, Write[]>();
  for (const write of writes) {
    const known = all.get(write.subject);
    if (known === undefined) all.set(write.subject, [write]);
    else known.push(write);
  }
  return all;
}

function checkRead(read: Read, writes: readonly Write[]): Finding[] {
  const possible = possibleStates(writes, read.at, read.until);
  const detail = `${read.client} saw ${read.state} at ${Math.round(read.at)} ms, possible: ${[...possible].join(' ')}`;
  if (read.state === SOMETHING) {
    return [...possible].some((state) => state !== null) ? [] : [phantom(read.subject, detail)];
  }
  const fault = faultOf(read.state, possible, writes, 'stale');
  return fault === null ? [] : [{ fault, subject: read.subject, detail }];
}

function checkEnd(subject: string, writes: readonly Write[], states: readonly State[]): Finding[] {
  const possible = possibleStates(writes, Infinity, Infinity);
  const findings = (states.length === 0 ? [null] : states).flatMap((state): Finding[] => {
    const fault = faultOf(state, possible, writes, 'lost');
    const detail = `${state} in the end, possible: ${[...possible].join(' ')}`;
    return fault === null ? [] : [{ fault, subject, detail }];
  });
  if (states.length > 1) {
    findings.push({ fault: 'duplicate', subject, detail: `is there ${states.length} times` });
  }
  const created = writes.filter(({ outcome, isCreation }) => outcome === 'ok' && isCreation);
  if (created.length > 1 && !writes.some(({ outcome, state }) => outcome !== 'refused' && state === null)) {
    findings.push({ fault: 'duplicate', subject, detail: `was acknowledged ${created.length} times` });
  }
  return findings;
}

/** @param old what it is to be in a state of before */
function faultOf(
  state: State,
  possible: ReadonlySet<State>,
  writes: readonly Write[],
  old: 'lost' | 'stale',
): Fault | null {
  if (possible.has(state)) return null;
  if (state === null) return old;
  const written = writes.filter(({ outcome }) => outcome !== 'refused').map((write) => write.state);
  if (written.includes(state)) return old;
  const parts = new Set(['', ...written.flatMap((other) => other?.split('+') ?? [])]);
  return state.split('+').every((part) => parts.has(part)) ? 'half' : 'phantom';
}

/** Of one resource, what one client reads later is not older. */
function versionsThatFell(reads: readonly Read[]): Finding[] {
  const last = new Map<string, number>();
  return reads.flatMap(({ client, subject, id, version }): Finding[] => {
    if (version === null || id === null) return [];
    const key = `${client} ${id}`;
    const before = last.get(key) ?? 0;
    last.set(key, Math.max(before, version));
    if (version >= before) return [];
    return [{ fault: 'stale', subject, detail: `${client} saw version ${version} after ${before}` }];
  });
}

/** Each acknowledged write has a version of its own, and the last one has the highest. */
function versionsGivenTwice(writes: readonly Write[], found: Found): Finding[] {
  const findings: Finding[] = [];
  const last = new Map<string, number>();
  for (const { outcome, subject, id, version } of writes) {
    if (outcome !== 'ok' || version === null || id === null) continue;
    const before = last.get(id) ?? 0;
    if (version <= before) {
      findings.push({ fault: 'lost', subject, detail: `version ${version} was given after ${before}` });
    }
    last.set(id, Math.max(before, version));
    const now = found.versions.get(id);
    if (now !== undefined && now < version) {
      findings.push({ fault: 'lost', subject, detail: `version ${now} in the end, ${version} was given` });
    }
  }
  return findings;
}

/** The provisioning log has each acknowledged change once, and nothing that nobody did. */
function checkLog(writes: readonly Write[], logged: readonly string[]): Finding[] {
  const counts = new Map<string, number>();
  for (const requestId of logged) counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
  const findings: Finding[] = [];
  const byRequest = new Map(writes.map((write) => [write.requestId, write]));
  for (const write of byRequest.values()) {
    const count = counts.get(write.requestId) ?? 0;
    const subject = `log of ${write.subject}`;
    const detail = `${write.requestId} has ${count} entries`;
    if (count > 1) findings.push({ fault: 'duplicate', subject, detail });
    if (count > 0 && write.outcome === 'refused') findings.push(phantom(subject, detail));
    if (count === 0 && write.outcome === 'ok' && write.isCertain) {
      findings.push({ fault: 'lost', subject, detail });
    }
  }
  for (const requestId of counts.keys()) {
    if (!byRequest.has(requestId)) findings.push(phantom('log', `${requestId} is logged, nobody sent it`));
  }
  return findings;
}

function phantom(subject: string, detail: string): Finding {
  return { fault: 'phantom', subject, detail };
}
