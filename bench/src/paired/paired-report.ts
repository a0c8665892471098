import { machine, median, type Conditions } from '../report.ts';
import { medianInterval } from './median-interval.ts';
import type { PassPhase } from './pair-round.ts';
import type { Slice } from './slices.ts';

/** A quantity that is compared between two servers. */
interface Quantity {
  readonly title: string;
  /** Its value for a slice of `requests`; 0 where it was not measured. */
  readonly of: (slice: Slice, requests: number) => number;
  readonly digits: number;
}

const QUANTITIES: readonly Quantity[] = [
  { title: 'requests/s', of: ({ seconds }, requests) => requests / seconds, digits: 0 },
  {
    title: 'server CPU ms/request',
    of: ({ serverCpu }, requests) => (serverCpu * 1000) / requests,
    digits: 3,
  },
  {
    title: 'database CPU ms/request',
    of: ({ databaseCpu }, requests) => (databaseCpu * 1000) / requests,
    digits: 3,
  },
];
const NOT_MEASURED = '';

/**
 * The table of a paired run in Markdown. Each pass gives a phase one ratio, the geometric mean of its pairs; the table
 * shows the median over all passes with its interval. For the whole mix, each pass gives the geometric mean over
 * phases.
 */
export function pairedMarkdown(
  all: readonly PassPhase[],
  names: readonly [string, string],
  conditions: Conditions,
): string {
  const head = [
    'phase',
    ...QUANTITIES.flatMap(({ title }) => [`${title}: ${names.join(' / ')}`, `${names.join(' : ')} (95 %)`]),
  ];
  const byPhase = grouped(all, ({ phase }) => phase);
  const rows = byPhase.map(rowOf);
  const passes = grouped(
    byPhase.filter((each) => wrongOf(each) === 0).flat(),
    ({ round, pass }) => `${round}, ${pass}`,
  );
  const mix = QUANTITIES.flatMap((quantity) => [
    '',
    ratios(passes.map((phases) => logRatio(quantity, phases))),
  ]);
  const lines = [head, head.map(() => '---'), ...rows, ['**all of them**', ...mix]];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${table}\n\n${byRound(passes)}\n\n${describe(conditions, passes.length)}\n`;
}

/** The ratios of the whole mix by round: two starts of the same builds may differ as much as these do. */
function byRound(passes: readonly PassPhase[][]): string {
  const rounds = grouped(passes, ([first]) => String(first!.round));
  const quantities = QUANTITIES.map((quantity) => {
    const ratiosOfRounds = rounds.map((each) =>
      Math.exp(median(each.map((pass) => logRatio(quantity, pass)))),
    );
    return ratiosOfRounds.every(Number.isFinite)
      ? [`${quantity.title} ${ratiosOfRounds.map((ratio) => ratio.toFixed(3)).join(', ')}`]
      : [];
  });
  return `All of them, round by round: ${quantities.flat().join('; ')}.`;
}

/** The cells of one phase over all passes. */
function rowOf(passes: readonly PassPhase[]): string[] {
  const { phase } = passes[0]!;
  const wrong = wrongOf(passes);
  if (wrong > 0) return [phase, `${wrong} wrong`, ...Array<string>(QUANTITIES.length * 2 - 1).fill('')];
  const pairs = passes.flatMap((each) => each.pairs);
  const cells = QUANTITIES.flatMap((quantity) => {
    const values = ([0, 1] as const).map((side) =>
      median(pairs.map(({ slices, requests }) => quantity.of(slices[side], requests))),
    );
    const shown = values.map((value) => value.toFixed(quantity.digits)).join(' / ');
    return [
      values.includes(0) ? NOT_MEASURED : shown,
      ratios(passes.map((each) => logRatio(quantity, [each]))),
    ];
  });
  return [phase, ...cells];
}

function wrongOf(passes: readonly PassPhase[]): number {
  return passes.reduce((sum, { wrong }) => sum + wrong, 0);
}

/** The logarithm of the ratio between the servers: the mean over phases, and over the pairs of each. */
function logRatio({ of }: Quantity, phases: readonly PassPhase[]): number {
  return mean(
    phases.map(({ pairs }) =>
      mean(
        pairs.map(({ requests, slices: [first, second] }) =>
          Math.log(of(first, requests) / of(second, requests)),
        ),
      ),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** The median and its interval, in bold when the interval excludes 1. */
function ratios(logarithms: readonly number[]): string {
  if (logarithms.length === 0 || !logarithms.every(Number.isFinite)) return NOT_MEASURED;
  const { median: middle, low, high } = medianInterval(logarithms.map(Math.exp));
  if (!Number.isFinite(low)) return middle.toFixed(3);
  const text = `${middle.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  return low > 1 || high < 1 ? `**${text}**` : text;
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return [...groups.values()];
}

function describe({ database, clients, workers, users, rounds }: Conditions, passes: number): string {
  return (
    `${database}; ${machine()}; ${clients} clients, ${workers} worker(s), ${users} users, ${rounds} round(s), ` +
    `median of ${passes} passes.`
  );
}
