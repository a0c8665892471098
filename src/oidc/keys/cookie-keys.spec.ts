import { describe, expect, it } from '@jest/globals';
import { cookieKeys } from './cookie-keys.js';

describe('cookieKeys', () => {
  const [older, newer] = [
    { kty: 'RSA', d: 'b2xkZXI' },
    { kty: 'RSA', d: 'bmV3ZXI' },
  ] as const;

  it('signs with the key that it signed with before there was a newer one', () => {
    const before = cookieKeys({ current: older, all: [older] });
    const after = cookieKeys({ current: newer, all: [newer, older] });
    expect(before).toHaveLength(1);
    expect(after).toHaveLength(2);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[0]);
  });

  it('does not reveal the signing key', () => {
    const [key] = cookieKeys({ current: older, all: [older] });
    expect(key).toHaveLength(32);
    expect(key?.includes(Buffer.from(older.d, 'base64url'))).toBe(false);
  });
});
