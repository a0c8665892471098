import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  accessCodes,
  accessTokens,
  BASE62,
  clientSecrets,
  looksLikeSecret,
  operatorTokens,
  personSecrets,
  readLinkSecrets,
  readSessionSecrets,
  sessionSecrets,
  setupSecrets,
  withoutSecrets,
} from './secret-text.js';

const KINDS = {
  idk_: accessCodes,
  ids_: clientSecrets,
  ida_: accessTokens,
  idl_: setupSecrets,
  idc_: sessionSecrets,
  idp_: personSecrets,
  idm_: operatorTokens,
  idq_: readLinkSecrets,
  idv_: readSessionSecrets,
};
/** A fixed example, so that a change of the checksum is noticed: stored credentials must stay valid. */
const KNOWN = 'idk_Ab3dEf9h_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg';

describe.each(Object.entries(KINDS))('a secret that begins with %s', (prefix, kind) => {
  it('is parsed to the hint and the hash that it was made with', () => {
    const { text, hint, sha256 } = kind.generate();
    expect(text).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$`));
    expect(hint).toBe(text.slice(0, 12));
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(kind.parse(text)).toEqual({ hint, sha256 });
  });

  it('is malformed to all other kinds', () => {
    const { text } = kind.generate();
    const others = Object.values(KINDS).filter((other) => other !== kind);
    expect(others.map((other) => other.parse(text))).toEqual(Array(others.length).fill('malformed'));
  });
});

describe('SecretText.parse', () => {
  it.each([
    ['nothing', () => ''],
    ['the prefix alone', () => 'idk_'],
    ['one character less', (text: string) => text.slice(0, -1)],
    ['one character more', (text: string) => `${text}0`],
    ['a line feed behind', (text: string) => `${text}\n`],
    ['a blank before', (text: string) => ` ${text}`],
    ['the prefix in capitals', (text: string) => text.replace('idk_', 'IDK_')],
    ['another separator', (text: string) => `${text.slice(0, 12)}-${text.slice(13)}`],
    ['a letter of no alphabet', (text: string) => `${text.slice(0, 20)}é${text.slice(21)}`],
  ])('%s is malformed', (_what, change) => {
    expect(accessCodes.parse(change(accessCodes.generate().text))).toBe('malformed');
  });

  it('finds any one character that is mistyped, and any two neighbours that are swapped', () => {
    const { text } = accessCodes.generate();
    for (let at = 4; at < text.length; at++) {
      if (at === 12) continue;
      const other = text[at] === 'a' ? 'b' : 'a';
      expect(accessCodes.parse(text.slice(0, at) + other + text.slice(at + 1))).toBe('checksum');
      const [first = '', second = ''] = text.slice(at, at + 2);
      if (first === second || at === 11 || second === '') continue;
      expect(accessCodes.parse(text.slice(0, at) + second + first + text.slice(at + 2))).toBe('checksum');
    }
  });

  it('computes the checksum as before: CRC-32 in base 62, the highest digit first', () => {
    expect(accessCodes.parse(`${KNOWN}000000`)).toBe('checksum');
    expect(accessCodes.parse(`${KNOWN}3VKrTA`)).toEqual({
      hint: 'idk_Ab3dEf9h',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('draws each lookup id and each secret anew', () => {
    const texts = Array.from({ length: 100 }, () => accessCodes.generate().text);
    expect(new Set(texts.map((text) => text.slice(4, 12))).size).toBe(100);
    expect(new Set(texts.map((text) => text.slice(13, 56))).size).toBe(100);
  });
});

describe('withoutSecrets', () => {
  const { text, hint } = accessCodes.generate();

  it.each([
    ['', ''],
    ['nothing to hide', 'nothing to hide'],
    [text, `${hint}_…`],
    [`<${text}>`, `<${hint}_…>`],
    [`${text} ${text}`, `${hint}_… ${hint}_…`],
    [`x${text}`, `x${hint}_…`],
    [text.slice(0, -1), text.slice(0, -1)],
    [hint, hint],
  ])('%s becomes %s', (given, expected) => {
    expect(withoutSecrets(given)).toBe(expected);
  });
});

describe('looksLikeSecret', () => {
  it.each([
    [accessCodes.generate().text, true],
    [accessCodes.generate().text.slice(0, 13), true],
    [accessCodes.generate().hint, false],
    [`in a sentence: ${BASE62.slice(0, 40)}.`, true],
    [BASE62.slice(0, 39), false],
    ['a'.repeat(200), false],
    ['0'.repeat(200), false],
    ['72f988bf-86f1-41af-91ab-2d7cd011db47', false],
    ['', false],
  ])('%s: %s', (text, isSecret) => {
    expect(looksLikeSecret(text)).toBe(isSecret);
  });
});
