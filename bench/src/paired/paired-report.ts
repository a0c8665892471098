import { machine, median, type Conditions } from '../report.ts';
import { medianInterval, type MedianInterval } from './median-interval.ts';
import type { RoundPhase } from './pair-round.ts';
import type { Slice, SlicePair } from './slices.ts';

/** What is compared: the first server's share of the second's, so that 1 means alike. */
interface Quantity {
  readonly title: string;
  /** What a slice of `requests` has of it; 0 where it was not measured. */
  readonly of: (slice: Slice, requests: number) => number;
  readonly digits: number;
}

const QUANTITIES: readonly Quantity[] = [
  { title: 'requests/s', of: ({ seconds }, requests) => requests / seconds, digits: 0 },
  { title: 'server CPU ms', of: ({ serverCpu }, requests) => (serverCpu * 1000) / requests, digits: 3 },
  { title: 'database CPU ms', of: ({ databaseCpu }, requests) => (databaseCpu * 1000) / requests, digits: 3 },
];
const NOT_MEASURED = '';

/** The table of a paired run in Markdown: each phase with the medians of its slices and of the ratios of its pairs. */
export function pairedMarkdown(
  all: readonly RoundPhase[],
  names: readonly [string, string],
  conditions: Conditions,
): string {
  const phases = [...new Set(all.map(({ phase }) => phase))];
  const head = [
    'phase',
    ...QUANTITIES.flatMap(({ title }) => [`${title}: ${names.join(' / ')}`, `${names.join(' : ')} (95 %)`]),
    'pairs',
  ];
  const rows = phases.map((phase) => rowOf(all.filter((each) => each.phase === phase)));
  const right = all.filter(({ phase }) => all.every((each) => each.phase !== phase || each.wrong === 0));
  const lines = [head, head.map(() => '---'), ...rows, totalOf(right)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${table}\n\n${describe(conditions)}\n`;
}

function rowOf(rounds: readonly RoundPhase[]): string[] {
  const phase = rounds[0]!.phase;
  const wrong = rounds.reduce((sum, each) => sum + each.wrong, 0);
  if (wrong > 0) return [phase, `${wrong} wrong`, ...QUANTITIES.slice(1).flatMap(() => ['', '']), '', ''];
  const pairs = rounds.flatMap((each) => each.pairs);
  const cells = QUANTITIES.flatMap((quantity) => {
    const [first, second] = ([0, 1] as const).map((side) =>
      median(pairs.map(({ slices, requests }) => quantity.of(slices[side], requests))),
    );
    if (!(first! > 0 && second! > 0)) return [NOT_MEASURED, NOT_MEASURED];
    return [
      `${first!.toFixed(quantity.digits)} / ${second!.toFixed(quantity.digits)}`,
      shown(pairs.map((pair) => ratioOf(quantity, pair))),
    ];
  });
  return [phase, ...cells, String(pairs.length)];
}

/** Of the n-th pairs of all phases of a round, the geometric mean: one ratio of the whole mix, as many times as there are pairs. */
function totalOf(all: readonly RoundPhase[]): string[] {
  const rounds = [...new Set(all.map(({ round }) => round))].map((round) =>
    all.filter((each) => each.round === round),
  );
  const mixes = rounds.flatMap((phases) => {
    const turns = Math.min(...phases.map(({ pairs }) => pairs.length));
    return Array.from({ length: turns }, (_, turn) => phases.map(({ pairs }) => pairs[turn]!));
  });
  const cells = QUANTITIES.flatMap((quantity) => {
    const ratios = mixes.map((mix) => {
      const logs = mix.map((pair) => Math.log(ratioOf(quantity, pair)));
      return Math.exp(logs.reduce((sum, each) => sum + each, 0) / logs.length);
    });
    return ['', ratios.length > 0 && ratios.every(Number.isFinite) ? shown(ratios) : NOT_MEASURED];
  });
  return ['**all of them**', ...cells, String(mixes.length)];
}

function ratioOf({ of }: Quantity, { requests, slices: [first, second] }: SlicePair): number {
  return of(first, requests) / of(second, requests);
}

/** In bold where the interval leaves out 1. */
function shown(ratios: readonly number[]): string {
  const interval = medianInterval(ratios);
  const text = `${interval.median.toFixed(3)} (${interval.low.toFixed(3)}–${interval.high.toFixed(3)})`;
  return isDifferent(interval) ? `**${text}**` : text;
}

function isDifferent({ low, high }: MedianInterval): boolean {
  return low > 1 || high < 1;
}

function describe({ database, clients, workers, users, rounds }: Conditions): string {
  return `${database}; ${machine()}; ${clients} clients, ${workers} worker(s), ${users} users, ${rounds} round(s) of pairs.`;
}
