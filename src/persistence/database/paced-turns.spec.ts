import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PacedTurns } from './paced-turns.js';
import { searchTurns } from './tenant-shares.js';

/** A turn ends with a pause, after which the next one begins. */
const settled = async () => {
  for (let pauses = 0; pauses < 3; pauses++) await new Promise((resolve) => setImmediate(resolve));
};

describe('paced turns', () => {
  let turns: PacedTurns;
  let begun: string[];
  let isAlone: boolean;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    turns = new PacedTurns(searchTurns(4, 1), [{ isAlone: () => isAlone }]);
    begun = [];
    isAlone = false;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Takes a turn of so many milliseconds. */
  const take = (tenantId: string, ms: number) =>
    turns.take(tenantId, () => {
      begun.push(tenantId);
      return new Promise<void>((resolve) => setTimeout(resolve, ms));
    });

  const pass = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    await settled();
  };

  it('let the next one rest for as long as the last one has taken', async () => {
    const both = Promise.all([take('a', 300), take('a', 10)]);
    await pass(300);
    await pass(299);
    expect(begun).toEqual(['a']);
    const other = take('b', 1);
    expect(begun).toEqual(['a', 'b']);
    await pass(1);
    expect(begun).toEqual(['a', 'b', 'a']);
    await pass(10);
    await Promise.all([both, other]);
  });

  it('let it rest for a while at least, where so said', async () => {
    turns = new PacedTurns(searchTurns(4, 1), [{ isAlone: () => isAlone }], 50);
    const both = Promise.all([take('a', 10), take('a', 1)]);
    await pass(10);
    await pass(49);
    expect(begun).toEqual(['a']);
    await pass(1);
    expect(begun).toEqual(['a', 'a']);
    await pass(1);
    await both;
  });

  it('let nobody rest who has not waited', async () => {
    for (let n = 1; n <= 3; n++) {
      const turn = take('a', 500);
      expect(begun).toHaveLength(n);
      await pass(500);
      await turn;
    }
  });

  it('let nobody rest who is alone', async () => {
    isAlone = true;
    const both = Promise.all([take('a', 300), take('a', 10)]);
    await pass(300);
    expect(begun).toEqual(['a', 'a']);
    await pass(10);
    await both;
  });

  it('let nobody rest for more than two seconds', async () => {
    const first = take('a', 9000);
    const second = take('a', 1);
    await pass(9000);
    await pass(1999);
    expect(begun).toEqual(['a']);
    await pass(1);
    expect(begun).toEqual(['a', 'a']);
    await pass(1);
    await Promise.all([first, second]);
  });

  it('go on after work that fails', async () => {
    await expect(turns.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const turn = take('a', 1);
    await pass(1);
    await turn;
  });
});
