import { SECRET_SETTINGS, SETTINGS } from './config.js';
import { FILE_SUFFIX } from './secret-files.js';

/** Names shorter than this are close to many that mean something else, such as HOME to HOST. */
const SHORTEST = 7;

/** A variable that no setting has the name of, and the setting that was meant. */
export interface MisspeltSetting {
  readonly variable: string;
  readonly meant: string;
}

/** The variables of an environment that look like settings of the service and are none. */
export function misspeltSettings(env: Readonly<Record<string, string | undefined>>): MisspeltSetting[] {
  const known = [...SETTINGS, ...SECRET_SETTINGS.map((name) => name + FILE_SUFFIX)];
  return Object.keys(env).flatMap((variable) => {
    if (known.includes(variable) || env[variable] === '') return [];
    const meant = known.find((name) => isAlike(variable.toUpperCase().replaceAll('-', '_'), name));
    if (meant !== undefined) return [{ variable, meant }];
    // A file in the place of a setting that is no secret.
    const setting = SETTINGS.find((name) => variable === name + FILE_SUFFIX);
    return setting === undefined ? [] : [{ variable, meant: setting }];
  });
}

function isAlike(variable: string, name: string): boolean {
  if (variable === name) return true;
  if (name.length < SHORTEST) return false;
  return distance(variable, name) <= (name.length < 10 ? 1 : 2);
}

/** How many letters were added, left out, replaced or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Infinity;
      (rows[i] ??= [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped);
    }
  }
  return at(a.length, b.length);
}
