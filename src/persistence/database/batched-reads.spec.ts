import { describe, expect, it } from '@jest/globals';
import type { SqlValue } from './database.js';
import { BatchedReads, keyedSql } from './batched-reads.js';
import { sharesOf } from './tenant-shares.js';

type Rows = ConstructorParameters<typeof BatchedReads>[0];

/** Batched reads that find every key except those beginning with "no", and the statements sent for them. */
function reads(fail: (params: readonly SqlValue[]) => boolean = () => false, share = Infinity) {
  const shares = sharesOf(share, 'reads');
  const sent: { sql: string; params: readonly SqlValue[] }[] = [];
  const rows = (sql: string, params: readonly SqlValue[] = []) => {
    sent.push({ sql, params });
    if (fail(params)) return Promise.reject(new Error('gone'));
    const keys = new Set(params.slice(1).filter((key) => !String(key).startsWith('no')));
    return Promise.resolve([...keys].map((key) => ({ lookup_key: key, tenant: params[0] })));
  };
  return { sent, batched: new BatchedReads(rows as unknown as Rows, () => shares) };
}

describe('BatchedReads', () => {
  it('sends the keys of one moment as one statement, and gives each its row', async () => {
    const { sent, batched } = reads();
    const found = await Promise.all(['a', 'none', 'b', 'a'].map((key) => batched.find('Q', 't', key)));
    expect(found.map((row) => row && row.lookup_key)).toEqual(['a', null, 'b', 'a']);
    expect(sent).toEqual([{ sql: 'Q (?, ?, ?, ?)', params: ['t', 'a', 'none', 'b', 'a'] }]);
  });

  it('sends nothing before the moment is over', async () => {
    const { sent, batched } = reads();
    const first = batched.find('Q', 't', 'a');
    await Promise.resolve();
    expect(sent).toEqual([]);
    await first;
    await batched.find('Q', 't', 'b');
    expect(sent.map(({ params }) => params)).toEqual([
      ['t', 'a'],
      ['t', 'b'],
    ]);
  });

  it('keeps tenants and queries apart', async () => {
    const { sent, batched } = reads();
    const found = await Promise.all([
      batched.find('Q', 't1', 'a'),
      batched.find('Q', 't2', 'a'),
      batched.find('R', 't1', 'a'),
    ]);
    expect(found).toEqual(['t1', 't2', 't1'].map((tenant) => ({ lookup_key: 'a', tenant })));
    expect(sent.map(({ sql, params }) => [sql, ...params])).toEqual([
      ['Q (?)', 't1', 'a'],
      ['Q (?)', 't2', 'a'],
      ['R (?)', 't1', 'a'],
    ]);
  });

  it.each([
    [64, [64]],
    [65, [64, 1]],
    [130, [64, 64, 2]],
    [9, [10]],
  ])('%i keys go out in statements of %j', async (count, sizes) => {
    const { sent, batched } = reads();
    await Promise.all(Array.from({ length: count }, (_, index) => batched.find('Q', 't', `k${index}`)));
    expect(sent.map(({ params }) => params.length - 1)).toEqual(sizes);
  });

  it("sends what waits for the tenant's share as one statement", async () => {
    const { sent, batched } = reads(() => false, 1);
    const found: unknown[] = [];
    for (const moment of ['ab', 'cd', 'ef']) {
      for (const key of moment) void batched.find('Q', 't', key).then((row) => found.push(row?.lookup_key));
      void batched.find('Q', 'u', moment);
      await new Promise((resolve) => process.nextTick(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(found.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(sent.filter(({ params }) => params[0] === 't').length).toBeLessThanOrEqual(2);
  });

  it('rejects the reads of a failed statement, and no others', async () => {
    const { batched } = reads((params) => params[0] === 'bad');
    const outcomes = await Promise.allSettled([
      batched.find('Q', 'bad', 'a'),
      batched.find('Q', 'good', 'a'),
      batched.find('Q', 'bad', 'b'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(await batched.find('Q', 'good', 'a')).not.toBeNull();
  });
});

describe('keyedSql', () => {
  it('ends a query with placeholders', () => {
    expect(keyedSql('WHERE id IN', 2)).toBe('WHERE id IN (?, ?)');
  });
});
