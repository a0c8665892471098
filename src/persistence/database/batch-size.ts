/**
 * How many of the waiting rows go into the next statement: a power of two, so that there are few different statements,
 * which the database keeps prepared. 100 rows in batches of 64 at most are 64, 32 and 4.
 * @param waiting from 1
 * @param most a power of two
 */
export function batchSize(waiting: number, most: number): number {
  return Math.min(most, 2 ** Math.floor(Math.log2(waiting)));
}
