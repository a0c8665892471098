const EXACT_UP_TO = 8;
const SIZES_A_DOUBLING = 4;
/** No list of placeholders is longer: larger lists are sent in chunks. */
const LONGEST = 512;

/** Placeholders built so far, by their number: every read needs some. */
const known: string[] = [];

/**
 * Pads the keys of an in-list, by repeating the last one, to one of few lengths: so few statements are prepared. The
 * statement must tolerate repeated keys.
 */
export function padKeys(keys: readonly string[]): string[] {
  const padded = [...keys];
  const last = keys[keys.length - 1] ?? '';
  for (let missing = sizeFor(keys.length) - keys.length; missing > 0; missing--) padded.push(last);
  return padded;
}

/** Placeholders for `count` values: `?, ?, ?`. */
export function placeholders(count: number): string {
  if (count > LONGEST) return marks(count);
  return (known[count] ??= marks(count));
}

function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function sizeFor(count: number): number {
  if (count <= EXACT_UP_TO) return count;
  const step = 2 ** Math.floor(Math.log2(count)) / SIZES_A_DOUBLING;
  return Math.ceil(count / step) * step;
}
