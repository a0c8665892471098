import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../persistence/database/database.js';
import { CURSOR_TIMEOUT, Cursors, type CursorPosition } from './cursor.js';

const POSITION: CursorPosition = { type: 'User', key: ['ann', 0], id: 'id-1', backwards: false } as never;
const QUERY = ['tenant', 'User', 'title pr', null];
const INVALID = expect.objectContaining({ status: 400, scimType: 'invalidCursor' });

/** The `Cursors` of a process with this signing key. */
async function cursorsWith(key: string): Promise<Cursors> {
  const stored = { entities: () => Promise.resolve({ name: 'cursor-key', value: key.repeat(32) }) };
  const cursors = new Cursors(stored as unknown as Database);
  await cursors.onModuleInit();
  return cursors;
}

describe('Cursors', () => {
  let cursors: Cursors;

  beforeEach(async () => {
    jest.useFakeTimers({ now: 1_800_000_000_000 });
    cursors = await cursorsWith('ab');
  });
  afterEach(() => void jest.useRealTimers());

  it.each([
    ['no sort', { key: null }],
    ['a number', { key: [12.5, 1] }],
    ['a value that is not there', { key: [null, 1] }],
    ['other scripts', { key: ['ß😀\u2028', 0] }],
    ['the longest sort key', { key: ['\u0001'.repeat(1024), 0] }],
    ['backwards', { backwards: true }],
    ['another type', { type: 'Group' }],
  ])('a position comes back as it was: %s', (_what, more) => {
    const position = { ...POSITION, ...more } as CursorPosition;
    expect(cursors.decode(cursors.encode(position, QUERY), QUERY)).toEqual(position);
  });

  it('is followed by another process with the same key, and by none with another', async () => {
    const cursor = cursors.encode(POSITION, QUERY);
    expect((await cursorsWith('ab')).decode(cursor, QUERY)).toEqual(POSITION);
    const other = await cursorsWith('cd');
    expect(() => other.decode(cursor, QUERY)).toThrow(INVALID);
  });

  it.each([
    ['tenant', ['other', 'User', 'title pr', null]],
    ['resource type', ['tenant', 'Group', 'title pr', null]],
    ['filter', ['tenant', 'User', 'title  pr', null]],
    ['order', ['tenant', 'User', 'title pr', 'title']],
    ['shape', ['tenant', ['User', 'title pr'], null]],
  ])('is bound to the query: another %s', (_what, query) => {
    const cursor = cursors.encode(POSITION, QUERY);
    expect(() => cursors.decode(cursor, query)).toThrow(INVALID);
  });

  it('refuses a cursor in which any one character differs', () => {
    const cursor = cursors.encode(POSITION, QUERY);
    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      expect(() => cursors.decode(changed, QUERY)).toThrow(INVALID);
    }
  });

  it.each([
    ['nothing', () => ''],
    ['a signature alone', (cursor: string) => cursor.slice(0, 21)],
    ['less than a signature', () => 'AAAA'],
    ['no base64', () => '<script>'],
    ['a blank behind', (cursor: string) => `${cursor} `],
    ['padding', (cursor: string) => `${cursor}=`],
    ['a line feed within', (cursor: string) => `${cursor.slice(0, 9)}\n${cursor.slice(9)}`],
    ['too much', () => 'A'.repeat(1_000_000)],
  ])('refuses %s', (_what, change) => {
    const cursor = change(cursors.encode(POSITION, QUERY));
    expect(() => cursors.decode(cursor, QUERY)).toThrow(INVALID);
  });

  it('is followed for an hour, and then has expired', () => {
    const cursor = cursors.encode(POSITION, QUERY);
    jest.advanceTimersByTime(CURSOR_TIMEOUT * 1000);
    expect(cursors.decode(cursor, QUERY)).toEqual(POSITION);
    jest.advanceTimersByTime(1);
    expect(() => cursors.decode(cursor, QUERY)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'expiredCursor' }),
    );
  });
});
