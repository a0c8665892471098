import { describe, expect, it } from '@jest/globals';
import { Allowance } from './allowance.js';

/** How many of `requests` are admitted, one each `everyMs`, from `start` on. */
function admitted(allowance: Allowance, perSecond: number, requests: number, everyMs: number, start = 0) {
  let count = 0;
  for (let n = 0; n < requests; n++) {
    if (allowance.take(perSecond, start + n * everyMs).isAdmitted) count++;
  }
  return count;
}

describe('an allowance', () => {
  it('has the requests of four seconds at once', () => {
    expect(admitted(new Allowance(), 100, 1000, 0)).toBe(400);
    expect(admitted(new Allowance(), 25, 1000, 0)).toBe(100);
  });

  it('admits the rate once its burst is used up', () => {
    const allowance = new Allowance();
    expect(admitted(allowance, 100, 400, 0)).toBe(400);
    expect(admitted(allowance, 100, 10_000, 1)).toBe(999);
  });

  it('never limits what keeps to the rate, nor bursts with pauses', () => {
    const allowance = new Allowance();
    expect(admitted(allowance, 25, 90_000, 40)).toBe(90_000);
    for (let minute = 0; minute < 60; minute++) {
      expect(admitted(allowance, 25, 99, 0, 3_600_000 + minute * 60_000)).toBe(99);
    }
  });

  it('tells what is left, and when more is', () => {
    const allowance = new Allowance();
    expect(allowance.take(100, 0)).toEqual({ isAdmitted: true, remaining: 399, fullInMs: 10, waitMs: 0 });
    admitted(allowance, 100, 398, 0);
    expect(allowance.take(100, 0)).toEqual({ isAdmitted: true, remaining: 0, fullInMs: 4000, waitMs: 10 });
    expect(allowance.take(100, 4)).toEqual({ isAdmitted: false, remaining: 0, fullInMs: 3996, waitMs: 6 });
    expect(allowance.take(100, 10)).toMatchObject({ isAdmitted: true });
  });

  it('learns what other processes have admitted, beside what it has admitted since', () => {
    const allowance = new Allowance();
    admitted(allowance, 100, 100, 0);
    expect(allowance.beginSharing()).toBe(100);
    admitted(allowance, 100, 50, 0);
    allowance.learn(3000, 100, 0);
    expect(allowance.unsharedRequests).toBe(50);
    expect(admitted(allowance, 100, 1000, 0)).toBe(50);
  });

  it('is made up for when it was overdrawn', () => {
    const allowance = new Allowance();
    allowance.learn(5000, 100, 0);
    expect(allowance.take(100, 0)).toMatchObject({ isAdmitted: false, waitMs: 1010 });
    expect(allowance.take(100, 1010).isAdmitted).toBe(true);
  });
});
