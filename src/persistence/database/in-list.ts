const EXACT_UP_TO = 8;
const SIZES_A_DOUBLING = 4;

/**
 * Keys for an `IN (…)`, the last one repeated up to one of few sizes: so that few statements are prepared. To repeat
 * a key must be harmless there.
 */
export function padKeys(keys: readonly string[]): string[] {
  const last = keys[keys.length - 1] ?? '';
  return [...keys, ...Array.from({ length: sizeFor(keys.length) - keys.length }, () => last)];
}

/** The placeholders of that many values: `?, ?, ?`. */
export function placeholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

function sizeFor(count: number): number {
  if (count <= EXACT_UP_TO) return count;
  const step = 2 ** Math.floor(Math.log2(count)) / SIZES_A_DOUBLING;
  return Math.ceil(count / step) * step;
}
