import { setImmediate as pause } from 'node:timers/promises';

/** JSON text: at once, or in pieces when it is too long to be held in memory. */
export type Json = string | AsyncIterable<string>;

/** Makes the JSON of one value when it is its turn. */
export type Part = () => Json;

const PIECE_LENGTH = 65_536;

/** Texts in a row with `separator` between them; in pieces when one of them is in pieces. */
export function joinJson(head: string, parts: readonly Part[], separator: string, tail: string): Json {
  const texts = parts.map((part) => part());
  if (texts.every((text) => typeof text === 'string')) return head + texts.join(separator) + tail;
  const whole = texts.map((text) => () => text);
  return inPieces(head, [whole], separator, () => tail);
}

/**
 * Parts that come some at a time in a row, with `separator` between them. Others are served between two pieces.
 * @param tail what follows that many parts
 */
export async function* inPieces(
  head: string,
  batches: Iterable<readonly Part[]> | AsyncIterable<readonly Part[]>,
  separator: string,
  tail: (parts: number) => string,
): AsyncGenerator<string> {
  let pending = head;
  let made = 0;
  for await (const batch of batches) {
    for (const part of batch) {
      if (made++ > 0) pending += separator;
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
    // SQLite answers at once: without a pause nobody else would be served meanwhile.
    await pause();
  }
  yield pending + tail(made);
}
