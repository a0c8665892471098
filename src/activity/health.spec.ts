import { describe, expect, it } from '@jest/globals';
import { HEALTH_STATES, judge, type Health, type Observed } from './health.js';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const NEVER = { lastRequestAt: 0, lastWriteAt: 0, lastTestAt: 0, refusedAt: 0, refusedReason: '' };
const RECENT = { ...NEVER, lastRequestAt: NOW - 60_000, lastWriteAt: NOW - 60_000 };

const of = (more: Partial<Observed>): Health =>
  judge(
    { isEnabled: true, last: RECENT, writes: 100, failedWrites: 0, commonest: null, ending: null, ...more },
    NOW,
  );
const refused = (reason: string, agoMs: number, lastRequestAgoMs?: number): Partial<Observed> => ({
  last: {
    ...NEVER,
    lastRequestAt: lastRequestAgoMs === undefined ? 0 : NOW - lastRequestAgoMs,
    lastWriteAt: lastRequestAgoMs === undefined ? 0 : NOW - lastRequestAgoMs,
    refusedAt: NOW - agoMs,
    refusedReason: reason,
  },
});
const failed = (failedWrites: number, writes: number): Partial<Observed> => ({
  writes,
  failedWrites,
  commonest: failedWrites === 0 ? null : { reason: 'uniqueness', count: failedWrites },
});

describe('judge', () => {
  it.each<[string, Partial<Observed>, string]>([
    ['Entra came a minute ago', {}, 'healthy'],
    [
      'switched off, whatever else is wrong',
      { ...refused('revoked', 1), ...failed(100, 0), isEnabled: false },
      'switched off',
    ],
    ['nobody ever came', { last: NEVER }, 'never connected'],
    ['nobody came, and one with a wrong secret', refused('wrong-secret', 1), 'credentials refused'],

    ['a code has expired', refused('expired', 1, 60_000), 'credentials refused'],
    ['refused at the moment of the last request', refused('revoked', 60_000, 60_000), 'credentials refused'],
    ['refused, and let in since', refused('revoked', 60_001, 60_000), 'healthy'],
    ['a wrong secret while Entra comes', refused('wrong-secret', 1, HOUR), 'healthy'],
    [
      'a wrong secret, and Entra came more than an hour ago',
      refused('wrong-secret', 1, HOUR + 1),
      'credentials refused',
    ],
    ['refused while it was off, and not come since it is on', refused('switched-off', 1, 60_000), 'healthy'],
    ['refused while it was off, and never let in', refused('switched-off', 1), 'never connected'],
    ['refused and failing', { ...refused('revoked', 1, 60_000), ...failed(100, 0) }, 'credentials refused'],

    ['40 % of many fail', failed(400, 600), 'some writes refused: 400 of 1000'],
    ['more than 40 % fail', failed(401, 600), 'failing: 40 % of writes refused'],
    ['all of four fail', failed(4, 0), 'some writes refused: 4 of 4'],
    ['all of five fail', failed(5, 0), 'failing: 100 % of writes refused'],
    ['19,999 of a million fail', failed(19_999, 980_001), 'some writes refused: 19999 of 1000000'],
    ['20,000 of a million fail', failed(20_000, 980_000), 'failing: 2 % of writes refused'],
    [
      'failing and silent',
      { ...failed(5, 0), last: { ...NEVER, lastRequestAt: 1 } },
      'failing: 100 % of writes refused',
    ],
    ['one of sixteen fails', failed(1, 15), 'healthy'],
    ['two of sixteen fail for one reason', failed(2, 14), 'some writes refused: 2 of 16'],
    [
      'two fail, each for a reason of its own',
      { writes: 14, failedWrites: 2, commonest: { reason: 'uniqueness', count: 1 } },
      'healthy',
    ],
    [
      'some writes refused, and silent',
      { ...failed(2, 14), last: { ...RECENT, lastRequestAt: NOW - 3 * HOUR } },
      'silent for 3 h',
    ],

    [
      'only probes came',
      { ...failed(0, 0), last: { ...RECENT, lastWriteAt: 0 } },
      'connected, nothing sent yet',
    ],
    [
      'only probes came, long ago',
      { ...failed(0, 0), last: { ...NEVER, lastRequestAt: NOW - 48 * HOUR } },
      'connected, nothing sent yet',
    ],
    ['the only write failed', { ...failed(1, 0), last: { ...RECENT, lastWriteAt: 0 } }, 'healthy'],
    ['only probes for a day, after writes', failed(0, 0), 'healthy'],

    ['almost 3 hours ago', { last: { ...RECENT, lastRequestAt: NOW - 3 * HOUR + 1 } }, 'healthy'],
    ['3 hours ago', { last: { ...RECENT, lastRequestAt: NOW - 3 * HOUR } }, 'silent for 3 h'],
    ['almost 2 days ago', { last: { ...RECENT, lastRequestAt: NOW - 48 * HOUR + 1 } }, 'silent for 47 h'],
    ['2 days ago', { last: { ...RECENT, lastRequestAt: NOW - 48 * HOUR } }, 'silent for 2 d'],
    ['the clock went back', { last: { ...RECENT, lastRequestAt: NOW + HOUR } }, 'healthy'],
  ])('%s', (_what, observed, summary) => {
    const health = of(observed);
    expect(health.summary).toBe(summary);
    expect(HEALTH_STATES).toContain(health.state);
    expect(health.summary.startsWith(health.state)).toBe(true);
  });

  it.each([
    ['expired', /^The credential has expired\. Entra quarantines .* Issue a code/],
    ['revoked', /is revoked, or was replaced/],
    ['bearer-twice', /"Bearer Bearer"\. .* Paste the code alone/],
    ['checksum', /^The credential is not valid\. /],
  ])('tells of a code that was refused as %s', (reason, text) => {
    expect(of(refused(reason, 1)).reason).toMatch(text);
  });

  it.each<[string, Partial<Observed>]>([
    ['one failed', failed(1, 15)],
    ['some failed', failed(2, 14)],
    ['most failed', failed(9, 1)],
  ])('does not say that all is accepted when %s', (_title, observed) => {
    const { reason } = of(observed);
    expect(reason).not.toMatch(/what it sends is accepted/);
    expect(reason).toMatch(
      /writes failed in 24 hours\. Most often: Another user or group has this name already/,
    );
  });

  it('reports the number of failed writes and the most frequent reason', () => {
    expect(of(failed(7, 3)).reason).toMatch(
      /^7 of 10 writes failed in 24 hours\. Most often: Another user or group has this name already\. Entra quarantines/,
    );
  });
});
