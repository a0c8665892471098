import { describe, expect, it } from '@jest/globals';
import { batchSize } from './batch-size.js';

describe('the size of the next batch', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [63, 32],
    [64, 64],
    [1000, 64],
  ])('of %i rows is %i when 64 are the most', (waiting, size) => {
    expect(batchSize(waiting, 64)).toBe(size);
  });
});
