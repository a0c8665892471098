import { describe, expect, it } from '@jest/globals';
import { TokenBuckets } from './token-buckets.js';

const START = 1_800_000_000_000;
const ALLOWANCE = { burst: 3, perSecond: 0.5 };

/** The number of tokens granted out of `count` simultaneous requests. */
const taken = (budget: TokenBuckets, count: number, now: number, key = 'a') =>
  Array.from({ length: count }, () => budget.take(key, ALLOWANCE, now)).filter(Boolean).length;

describe('TokenBuckets', () => {
  it('logs a burst, and then as many as time allows', () => {
    const budget = new TokenBuckets();
    expect(taken(budget, 10, START)).toBe(3);
    expect(taken(budget, 10, START + 1999)).toBe(0);
    expect(taken(budget, 10, START + 2000)).toBe(1);
    expect(taken(budget, 10, START + 6000)).toBe(2);
  });

  it('saves no more than a burst, however long nothing came', () => {
    const budget = new TokenBuckets();
    taken(budget, 3, START);
    expect(taken(budget, 10, START + 86_400_000)).toBe(3);
  });

  it('adds up the parts of a second that requests in quick succession leave', () => {
    const budget = new TokenBuckets();
    taken(budget, 3, START);
    const logged = Array.from({ length: 1000 }, (_, at) => budget.take('a', ALLOWANCE, START + at * 100));
    expect(logged.filter(Boolean)).toHaveLength(49);
  });

  it('counts each key by itself', () => {
    const budget = new TokenBuckets();
    expect(taken(budget, 10, START, 'a')).toBe(3);
    expect(taken(budget, 10, START, 'b')).toBe(3);
  });

  it('forgets the keys that came least, and not the busiest', () => {
    const budget = new TokenBuckets();
    taken(budget, 3, START, 'busy');
    for (let key = 0; key < 30_000; key++) {
      budget.take(`other ${key}`, ALLOWANCE, START);
      if (key % 1000 === 0) expect(budget.take('busy', ALLOWANCE, START)).toBe(false);
    }
  });

  it.each([
    ['writes', { burst: 5000, perSecond: 0.5 }, 5000 + 1800],
    ['sign-ins', { burst: 100, perSecond: 0.1 }, 100 + 360],
  ])('gives an hour of refused %s a burst and what time adds', (_what, allowance, most) => {
    const budget = new TokenBuckets();
    let logged = 0;
    for (let at = 0; at <= 3_600_000; at += 50) if (budget.take('a', allowance, START + at)) logged++;
    expect(logged).toBeGreaterThanOrEqual(most - 1);
    expect(logged).toBeLessThanOrEqual(most);
  });
});
