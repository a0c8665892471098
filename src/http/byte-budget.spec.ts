import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

describe('ByteBudget', () => {
  it('holds up to the limits, each included', () => {
    const budget = new ByteBudget(10, 6);
    expect(budget.hold('a', 6)).toBeNull();
    expect(budget.hold('b', 4)).toBeNull();
    expect(budget.hold('b', 1)).toBe('all');
  });

  it('names the owner, where both limits are in the way', () => {
    const budget = new ByteBudget(4, 3);
    expect(budget.hold('a', 3)).toBeNull();
    expect(budget.hold('a', 2)).toBe('owner');
  });

  it('takes no bytes of a request that it refuses', () => {
    const budget = new ByteBudget(10, 6);
    expect(budget.hold('a', 7)).toBe('owner');
    expect(budget.hold('a', 6)).toBeNull();
    expect(budget.hold('b', 5)).toBe('all');
    expect(budget.hold('b', 4)).toBeNull();
  });

  it('gives released bytes to their owner and to all', () => {
    const budget = new ByteBudget(6, 6);
    budget.hold('a', 6);
    expect(budget.hold('b', 1)).toBe('all');
    budget.release('a', 2);
    expect(budget.hold('b', 2)).toBeNull();
    budget.release('a', 4);
    expect(budget.hold('a', 5)).toBe('all');
    expect(budget.hold('a', 4)).toBeNull();
  });
});
