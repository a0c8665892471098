import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

export interface Options {
  readonly scenarios: readonly Scenario[];
  /** For how long each of them disturbs. */
  readonly seconds: number;
  /** Longest outage that passes. */
  readonly within: number;
}

/** @throws Error that says what was expected */
export function readArguments(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '40' },
      within: { type: 'string', default: '15' },
    },
  });
  const { only = [''] } = values;
  const scenarios = SCENARIOS.filter(({ name }) =>
    only.flatMap((text) => text.split(',')).some((wanted) => isMeant(name, wanted)),
  );
  const known = SCENARIOS.map(({ name }) => name).join(', ');
  if (scenarios.length === 0) throw new Error(`--only: expected some of ${known}, or how they begin`);
  return { scenarios, seconds: number('seconds', values.seconds), within: number('within', values.within) };
}

function number(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name}: expected a number of seconds, got "${text}"`);
  return Number(text);
}

/** By its name, or by how several begin. */
function isMeant(name: string, wanted: string): boolean {
  return SCENARIOS.some((scenario) => scenario.name === wanted) ? name === wanted : name.startsWith(wanted);
}
