import { describe, expect, it, jest } from '@jest/globals';
import { searchTurns } from './tenant-shares.js';
import { TenantTurns } from './tenant-turns.js';

/** A search that runs until `end` is called. */
function search(turns: TenantTurns, tenantId: string, begun: string[]) {
  let end: () => void = () => undefined;
  const done = turns.take(tenantId, () => {
    begun.push(tenantId);
    return new Promise<void>((resolve) => (end = resolve));
  });
  return { done, end: () => end() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the turns of tenants', () => {
  it('lets so many go on at once, and fewer of one tenant, in turn', async () => {
    const turns = searchTurns(3, 2);
    const begun: string[] = [];
    const all = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map((tenantId) => search(turns, tenantId, begun));
    expect(begun).toEqual(['a', 'a', 'b']);
    all[0]?.end();
    await settled();
    // a, b and c are waiting: a is first, having waited longest.
    expect(begun.slice(3)).toEqual(['a']);
    all[1]?.end();
    await settled();
    expect(begun.slice(3)).toEqual(['a', 'b']);
    all[4]?.end();
    await settled();
    expect(begun.slice(3)).toEqual(['a', 'b', 'c']);
    for (const each of all) {
      each.end();
      await settled();
    }
    await Promise.all(all.map(({ done }) => done));
    expect(begun.filter((each) => each === 'a')).toHaveLength(4);
  });

  it('gives the next turn after a search that fails', async () => {
    const turns = searchTurns(1, 1);
    await expect(turns.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turns.take('a', () => Promise.resolve(1))).toBe(1);
  });

  it('refuses with 429 a tenant with too many waiting searches, and no other', async () => {
    const turns = searchTurns(2, 1);
    const begun: string[] = [];
    const first = search(turns, 'a', begun);
    const waiting = Array.from({ length: 50 }, () => search(turns, 'a', begun));
    await expect(turns.take('a', () => Promise.resolve())).rejects.toMatchObject({ status: 429 });
    expect(await turns.take('b', () => Promise.resolve(2))).toBe(2);
    for (const each of [first, ...waiting]) {
      each.end();
      await each.done;
    }
    expect(begun).toHaveLength(51);
  });

  it('refuses with 429 whose turn does not come', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const turns = searchTurns(1, 1);
      const begun: string[] = [];
      const first = search(turns, 'a', begun);
      const second = search(turns, 'a', begun).done.catch((error: unknown) => error);
      jest.advanceTimersByTime(10_000);
      expect(await second).toMatchObject({ status: 429 });
      first.end();
      await first.done;
      expect(await turns.take('a', () => Promise.resolve(3))).toBe(3);
      expect(begun).toEqual(['a']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('refuses each that waits at its own time', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const turns = searchTurns(3, 1);
      const refused: string[] = [];
      const wait = (tenantId: string, name: string) =>
        turns.take(tenantId, () => Promise.resolve()).catch(() => refused.push(name));
      const first = ['a', 'b'].map((tenantId) => search(turns, tenantId, []));
      const waiting = [wait('a', 'early')];
      jest.advanceTimersByTime(6_000);
      waiting.push(wait('a', 'late'), wait('b', 'late, of another'));
      jest.advanceTimersByTime(4_000);
      await settled();
      expect(refused).toEqual(['early']);
      jest.advanceTimersByTime(5_999);
      await settled();
      expect(refused).toEqual(['early']);
      jest.advanceTimersByTime(2);
      await Promise.all(waiting);
      expect(refused).toEqual(['early', 'late', 'late, of another']);
      for (const { end } of first) end();
      await Promise.all(first.map(({ done }) => done));
    } finally {
      jest.useRealTimers();
    }
  });

  it('passes over whom has gone away, and lets them make room for others', async () => {
    const turns = searchTurns(1, 1);
    const begun: string[] = [];
    const first = search(turns, 'a', begun);
    const caller = { isGone: false };
    const work = (name: string) => () => Promise.resolve(begun.push(name));
    const gone = Array.from({ length: 50 }, () =>
      turns.take('a', work('gone'), caller).catch(() => 'refused'),
    );
    caller.isGone = true;
    const next = turns.take('a', work('next'), { isGone: false });
    first.end();
    await next;
    expect(await Promise.all(gone)).toEqual(Array.from({ length: 50 }, () => 'refused'));
    expect(begun).toEqual(['a', 'next']);
  });

  it('let what is light pass by what is heavy', async () => {
    const rules = { limit: 'turns', atOnce: 100, ofOneTenant: 8, mostWaiting: 5, patienceMs: 1000 } as const;
    const turns = new TenantTurns({ ...rules, detail: 'Too much' });
    expect(turns.enter('a', null, 6)).toBeNull();
    const heavy = turns.enter('a', null, 6);
    expect(heavy).not.toBeNull();
    expect(turns.enter('a', null, 2)).toBeNull();
    expect(turns.enter('b', null, 8)).toBeNull();
    const light = turns.enter('a', null, 1);
    turns.leave('a', 2);
    await light;
    turns.leave('a', 6);
    await heavy;
    turns.leave('a', 1);
    turns.leave('a', 6);
    expect(turns.enter('a', null, 8)).toBeNull();
  });
});
