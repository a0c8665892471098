import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clients } from '../../../bench/src/load.ts';
import { inTurns, type PairedPhase } from '../../../bench/src/paired/in-turns.ts';
import { medianInterval } from '../../../bench/src/paired/median-interval.ts';
import { pairedMarkdown } from '../../../bench/src/paired/paired-report.ts';
import type { PassPhase } from '../../../bench/src/paired/pair-round.ts';
import type { Side } from '../../../bench/src/paired/slices.ts';
import { CHECKS, PHASES } from '../../../bench/src/phases.ts';
import { TestService } from '../../support/service.js';
import { TestTenant } from '../../support/tenant.js';

/** As few as all phases can do with. */
const AMOUNTS = { users: 100, groups: 10, reads: 10, lists: 4, largeReads: 4, additionsOf20: 5 };
const PAIRS = 4;
const NAMES = ['ours', 'before'] as const;
const CONDITIONS = { database: 'SQLite', clients: 4, workers: 1, users: 100, rounds: 1 };

/** The cells of a phase in the table of passes. */
function cells(passes: readonly PassPhase[], phase: string): string[] {
  const line = pairedMarkdown(passes, NAMES, CONDITIONS)
    .split('\n')
    .find((each) => each.startsWith(`| ${phase} |`));
  return (line ?? '').split('|').map((cell) => cell.trim());
}

describe('Two servers in turns', () => {
  /** Who got how many requests, in order. */
  const turns: { side: string; requests: number }[] = [];
  let service: TestService;
  let phases: PairedPhase[];

  /** A tenant of its own, which counts as that many times slower than it is. */
  async function sideOf(name: string, slowness: number): Promise<Side & { close: () => void }> {
    const { accessCode } = await TestTenant.create(service, name);
    const clients = await Clients.open(`${service.url}/scim/v2`, accessCode, 4);
    return {
      clients: {
        run: async (tasks) => {
          turns.push({ side: name, requests: tasks.length });
          const load = await clients.run(tasks);
          return { ...load, seconds: load.seconds * slowness };
        },
      },
      pids: [process.pid],
      databasePids: [],
      close: () => clients.close(),
    };
  }

  beforeAll(async () => {
    service = await TestService.start('sqlite');
    const sides = [await sideOf('ours', 20), await sideOf('before', 1)] as const;
    phases = await inTurns(sides, { amounts: AMOUNTS, series: 1, others: 0, pairs: PAIRS });
    for (const { close } of sides) close();
  });
  afterAll(() => service.stop());

  it('get the right answer to each request', () => {
    expect(phases.map(({ phase }) => phase)).toEqual(PHASES.map(({ name }) => name));
    expect(phases.flatMap(({ examples }) => examples)).toEqual([]);
  });

  it('get the same requests, and are as often first', () => {
    const [probes, creations] = [turns.slice(0, 2 * PAIRS), turns.slice(2 * PAIRS, 4 * PAIRS)];
    const order = (slices: typeof turns) => slices.map(({ side }) => side).join(' ');
    expect(order(probes)).toBe('before ours ours before before ours ours before');
    expect(order(creations)).toBe('ours before before ours ours before before ours');
    expect(probes.map(({ requests }) => requests)).toEqual([2, 2, 3, 3, 2, 2, 3, 3]);
    for (const { phase, pairs } of phases) {
      expect([phase, pairs.length]).toEqual([phase, phase === 'create the large group' ? 1 : PAIRS]);
    }
  });

  it('have wrong answers told of', async () => {
    const sides = [await sideOf('ours', 1), await sideOf('other', 1)] as const;
    const wrong = await inTurns(sides, { amounts: AMOUNTS, series: 1, others: 1, pairs: PAIRS });
    for (const { close } of sides) close();
    const passes = wrong.map((each) => ({ ...each, round: 1, pass: 1 }));
    expect(cells(passes, 'list of 100')).toContain('8 wrong');
  });

  it('are told apart when one is slower', () => {
    const passes = [1, 2, 3, 4, 5, 6].flatMap((pass) =>
      phases.filter(({ phase }) => !CHECKS.has(phase)).map((each) => ({ ...each, round: 1, pass })),
    );
    const [, , , rates, , serverCpu, , databaseCpu] = cells(passes, '**all of them**');
    const [, ratio] = /^\*\*(0\.\d+) \(/.exec(rates!) ?? [];
    expect(Number(ratio)).toBeGreaterThan(0.01);
    expect(Number(ratio)).toBeLessThan(0.2);
    // Both are this process.
    const isTold = process.platform === 'linux';
    expect(serverCpu).toMatch(isTold ? /^\**[01]\.\d+ \(/ : /^$/);
    expect(databaseCpu).toBe('');
  });
});

describe('The report of a paired run', () => {
  it('has the share of the first server in the second, as the median of passes', () => {
    const passes = [1, 2, 3, 4, 5, 6].map((pass): PassPhase => {
      const slower = { seconds: 2, serverCpu: 0.3, databaseCpu: 0.1 };
      const faster = { seconds: 1, serverCpu: 0.1, databaseCpu: 0.1 };
      return {
        round: 1,
        pass,
        phase: 'read user',
        pairs: [{ requests: 100, slices: [slower, faster] }],
        wrong: 0,
        examples: [],
      };
    });
    const ratios = ['**0.500 (0.500–0.500)**', '**3.000 (3.000–3.000)**', '1.000 (1.000–1.000)'] as const;
    expect(cells(passes, 'read user').slice(2, -1)).toEqual([
      '50 / 100',
      ratios[0],
      '3.000 / 1.000',
      ratios[1],
      '1.000 / 1.000',
      ratios[2],
    ]);
    expect(cells(passes, '**all of them**').slice(2, -1)).toEqual([
      '',
      ratios[0],
      '',
      ratios[1],
      '',
      ratios[2],
    ]);
    expect(cells(passes.slice(1), 'read user')[3]).toBe('0.500');
    expect(pairedMarkdown(passes, NAMES, CONDITIONS)).toContain(
      'round by round: requests/s 0.500; server CPU ms/request 3.000; database CPU ms/request 1.000.',
    );
  });
});

describe('The interval of a median', () => {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);

  it.each([
    [6, 1, 6],
    [20, 6, 15],
    [100, 40, 61],
    [3000, 1446, 1555],
  ])('of %i values leaves out those of the sign test', (count, low, high) => {
    expect(medianInterval(upTo(count))).toEqual({ median: (count + 1) / 2, low, high });
  });

  it('has no bounds for five values', () => {
    expect(medianInterval(upTo(5))).toEqual({ median: 3, low: -Infinity, high: Infinity });
  });
});
