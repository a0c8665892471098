import { median } from '../report.ts';

/** A median and the bounds that it lies between, at a confidence of 95 % or more. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;

/**
 * The interval of the sign test: it takes the values to be independent, and nothing else. A value is below the true
 * median as often as a coin falls on heads, so the bounds are those values that leave out the k lowest and highest.
 * Fewer than six values cannot give 95 %; their bounds are the lowest and the highest.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let heads = 0;
  let logOfExactly = -count * Math.LN2;
  let atMost = Math.exp(logOfExactly);
  while (atMost <= TAIL && heads < count) {
    logOfExactly += Math.log((count - heads) / (heads + 1));
    heads++;
    atMost += Math.exp(logOfExactly);
  }
  const low = Math.max(0, heads - 1);
  return { median: median(sorted), low: sorted[low]!, high: sorted[count - 1 - low]! };
}
