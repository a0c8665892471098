import { setImmediate as pause } from 'node:timers/promises';

/** JSON text: at once, or in pieces when it is too long to be held in memory. */
export type Json = string | AsyncIterable<string>;

/** Makes the JSON of one value when it is its turn. */
export type Part = () => Json;

/** Parts that are made one after the other without a pause: of more, other requests would have to wait for all. */
const PARTS_AT_ONCE = 100;
const PIECE_LENGTH = 65_536;

/** Texts in a row with `separator` between them; in pieces when there are many or one of them is in pieces. */
export function joinJson(head: string, parts: readonly Part[], separator: string, tail: string): Json {
  if (parts.length > PARTS_AT_ONCE) return inPieces(head, parts, separator, tail);
  const texts = parts.map((part) => part());
  if (texts.every((text) => typeof text === 'string')) return head + texts.join(separator) + tail;
  return inPieces(
    head,
    texts.map((text) => () => text),
    separator,
    tail,
  );
}

async function* inPieces(
  head: string,
  parts: readonly Part[],
  separator: string,
  tail: string,
): AsyncGenerator<string> {
  let pending = head;
  for (const [index, part] of parts.entries()) {
    if (index > 0) pending += separator;
    const text = part();
    if (typeof text === 'string') {
      pending += text;
      if (pending.length < PIECE_LENGTH) continue;
      yield pending;
      await pause();
    } else {
      yield pending;
      yield* text;
    }
    pending = '';
  }
  yield pending + tail;
}
