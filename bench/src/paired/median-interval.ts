import { median } from '../report.ts';

/** A median with a confidence interval of at least 95 %; unbounded for too few values. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Maximum probability beyond each bound. */
const TAIL = 0.025;

/**
 * The interval of the sign test, which assumes only that the values are independent. The number of values below the
 * true median is binomial, like heads of a coin: the bounds are the values beyond which fewer would be too improbable.
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
