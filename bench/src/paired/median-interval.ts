import { median } from '../report.ts';

/** A median and the bounds that it lies between with a confidence of at least 95 %; too few values bound nothing. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What may lie beyond each bound. */
const TAIL = 0.025;

/**
 * The interval of the sign test, which supposes nothing of the values but that they are independent: as many of them
 * are below the true median as a coin falls on heads, so the bounds are those values beyond which too few would be.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let beyond = 0;
  let logOfExactly = -count * Math.LN2;
  for (let atMost = Math.exp(logOfExactly); atMost <= TAIL; atMost += Math.exp(logOfExactly)) {
    logOfExactly += Math.log((count - beyond) / (beyond + 1));
    beyond++;
  }
  return {
    median: median(sorted),
    low: sorted[beyond - 1] ?? -Infinity,
    high: sorted[count - beyond] ?? Infinity,
  };
}
