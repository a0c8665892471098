import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('BackOff', () => {
  it('waits twice as long each time a worker dies young, up to half a minute', () => {
    const backOff = new BackOff();
    const pauses = Array.from({ length: 10 }, () => backOff.pauseAfter(0));
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  });

  it.each([
    [9999, 400],
    [10_000, 0],
  ])('a worker that lived %i ms is replaced after %i ms', (livedMs, pause) => {
    const backOff = new BackOff();
    backOff.pauseAfter(0);
    expect(backOff.pauseAfter(livedMs)).toBe(pause);
  });

  it('begins anew after a worker that lived long', () => {
    const backOff = new BackOff();
    for (let deaths = 0; deaths < 5; deaths++) backOff.pauseAfter(0);
    backOff.pauseAfter(60_000);
    expect(backOff.pauseAfter(0)).toBe(200);
  });

  it('stays at half a minute however often workers die', () => {
    const backOff = new BackOff();
    for (let deaths = 0; deaths < 2000; deaths++) backOff.pauseAfter(0);
    expect(backOff.pauseAfter(0)).toBe(30_000);
  });
});
