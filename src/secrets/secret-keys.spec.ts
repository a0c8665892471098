import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SecretKeyFile } from './secret-key-file.js';
import { parseSecretKey } from './secret-key-text.js';
import { keyIdOf, SecretKeyMissing, SecretKeys } from './secret-keys.js';

const PLACE = { table: 'things', column: 'secret', id: 'a' };
const text = 'a secret, é';

describe('SecretKeys', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const keys = new SecretKeys(() => [first]);

  it('gives back what it has encrypted, each time differently', () => {
    const sealed = keys.seal(text, PLACE);
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
    expect(sealed).not.toBe(keys.seal(text, PLACE));
    expect(keys.open(sealed, PLACE)).toBe(text);
  });

  it.each([
    ['table', { ...PLACE, table: 'others' }],
    ['column', { ...PLACE, column: 'other' }],
    ['row', { ...PLACE, id: 'b' }],
  ])('decrypts nothing of another %s', (_what, place) => {
    expect(() => keys.open(keys.seal(text, PLACE), place)).toThrow(SecretKeyMissing);
  });

  it('decrypts nothing that was changed', () => {
    const sealed = keys.seal(text, PLACE);
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(() => keys.open([version, id, bytes.toString('base64url')].join('.'), PLACE)).toThrow(
      SecretKeyMissing,
    );
  });

  it('decrypts what is under an earlier key, and encrypts under the current one', () => {
    const rolled = new SecretKeys(() => [second, first]);
    expect(rolled.open(keys.seal(text, PLACE), PLACE)).toBe(text);
    expect(keyIdOf(rolled.seal(text, PLACE))).toBe(rolled.currentId);
    expect(() => keys.open(rolled.seal(text, PLACE), PLACE)).toThrow(/which is not here/);
  });

  it('without a key refuses to encrypt, and says what to set', () => {
    expect(() => new SecretKeys(() => []).seal(text, PLACE)).toThrow(/set SECRETS_KEY/);
  });
});

describe('the text of a key', () => {
  const key = randomBytes(32);

  it.each(['hex', 'base64', 'base64url'] as const)('may be %s', (encoding) => {
    expect(parseSecretKey(key.toString(encoding))).toEqual(key);
  });

  it.each(['', 'short', key.toString('hex').slice(1), `${key.toString('base64')}AA`, '0'.repeat(64)])(
    'is not %j',
    (wrong) => {
      expect(() => parseSecretKey(wrong)).toThrow(/expected 32 random bytes/);
    },
  );
});

describe('the file of keys', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'invitedesk-keys-'))));
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  it('is made once, for nobody else to read', () => {
    const file = new SecretKeyFile(join(folder, 'x.sqlite'));
    file.make();
    const made = file.read();
    file.make();
    expect(file.read()).toEqual(made);
    expect(readdirSync(folder)).toEqual(['x.sqlite.key']);
    expect((statSync(file.path).mode & 0o777).toString(8)).toBe('600');
  });

  it('keeps the key before the one that is rolled in, which the service uses at once', () => {
    const file = new SecretKeyFile(join(folder, 'x.sqlite'));
    file.make();
    const [old] = file.read();
    const running = new SecretKeys(() => file.read());
    const sealed = running.seal(text, PLACE);
    file.rollIn();
    expect(file.read()[1]).toEqual(old);
    const other = new SecretKeys(() => file.read()).seal(text, PLACE);
    expect(running.open(other, PLACE)).toBe(text);
    expect(running.open(sealed, PLACE)).toBe(text);
    file.rollIn();
    expect(file.read()).toHaveLength(2);
  });
});
