import { describe, expect, it } from '@jest/globals';
import type { SqlValue, Statements } from './database.js';
import { chunks, inChunks } from './id-chunks.js';
import { newId } from './new-id.js';

const ids = (count: number) => Array.from({ length: count }, () => newId());

describe('chunks', () => {
  it.each([
    [0, []],
    [1, [1]],
    [9, [10]],
    [512, [512]],
    [513, [512, 1]],
    [1030, [512, 512, 6]],
  ])('%i ids are sent in lists of %j', (count, sizes) => {
    const given = ids(count);
    const result = chunks(given);
    expect(result.map((chunk) => chunk.length)).toEqual(sizes);
    expect([...new Set(result.flat())]).toEqual(given);
  });

  it.each([
    ['of 36 characters', 'x'.repeat(36), true],
    ['of 37 characters', 'x'.repeat(37), false],
    ['of no character', '', true],
  ])('a text %s could be an id: %s', (_what, text, isSent) => {
    expect(chunks([text])).toEqual(isSent ? [[text]] : []);
  });

  it('are filled with what could be an id', () => {
    const given = ids(512);
    expect(chunks([...given.slice(0, 10), 'x'.repeat(40), ...given.slice(10)])).toEqual([given]);
  });
});

describe('inChunks', () => {
  /** A connection that answers each list of ids with one row per id. */
  function echo() {
    const sent: { sql: string; params: readonly SqlValue[] }[] = [];
    const rows = (sql: string, params: readonly SqlValue[] = []) => {
      sent.push({ sql, params });
      return Promise.resolve(params.filter((value) => String(value).length === 36).map((id) => ({ id })));
    };
    return { sent, statements: { rows } as unknown as Pick<Statements, 'rows'> };
  }

  it('sends nothing for no ids', async () => {
    const { sent, statements } = echo();
    expect(await inChunks(statements, 'tenant', [], (marks) => marks)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('puts the tenant first, the ids, and what follows them', async () => {
    const { sent, statements } = echo();
    const [one = '', two = ''] = ids(2);
    await inChunks(statements, 'tenant', [one, two], (marks) => `IN (${marks}) AND x = ?`, [7]);
    expect(sent).toEqual([{ sql: 'IN (?, ?) AND x = ?', params: ['tenant', one, two, 7] }]);
  });

  it('answers the rows of all lists, in their order', async () => {
    const { sent, statements } = echo();
    const given = ids(1024);
    const found = await inChunks<{ id: string }>(statements, 'tenant', given, (marks) => marks);
    expect(sent).toHaveLength(2);
    expect(found.map(({ id }) => id)).toEqual(given);
  });

  it('answers more rows than a call can have arguments', async () => {
    const many = Array.from({ length: 300_000 }, (_, id) => ({ id }));
    const statements = { rows: () => Promise.resolve(many) } as unknown as Pick<Statements, 'rows'>;
    expect(await inChunks(statements, 'tenant', ids(1), (marks) => marks)).toHaveLength(300_000);
  });
});
