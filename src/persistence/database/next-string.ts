const LAST_CODE_POINT = 0x10ffff;

/**
 * The smallest string, in code point order, that is greater than every string beginning with `prefix`.
 * @returns `null` when there is none (an empty prefix, or only the last code point repeated)
 */
export function nextString(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last < LAST_CODE_POINT) {
      // Skip surrogates: they are not characters.
      return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
    }
  }
  return null;
}
