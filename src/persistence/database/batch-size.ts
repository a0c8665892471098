/**
 * The number of waiting rows to put in the next statement: a power of two, so that the database keeps few different
 * statements prepared. With batches of at most 64, 100 rows go as 64, 32 and 4.
 * @param waiting at least 1
 * @param most a power of two
 */
export function batchSize(waiting: number, most: number): number {
  return Math.min(most, 2 ** Math.floor(Math.log2(waiting)));
}
