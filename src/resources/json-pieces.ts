import { setImmediate as pause } from 'node:timers/promises';

/** JSON text: whole, or in pieces when it is too long to hold in memory. */
export type Json = string | AsyncIterable<string>;

/** Produces the JSON of one value when its turn comes. */
export type Part = () => Json;

const PIECE_LENGTH = 65_536;

/** Concatenates parts with `separator` between them; in pieces when one of the parts is in pieces. */
export function joinJson(head: string, parts: readonly Part[], separator: string, tail: string): Json {
  const texts = parts.map((part) => part());
  if (texts.every((text) => typeof text === 'string')) return head + texts.join(separator) + tail;
  const whole = texts.map((text) => () => text);
  return inPieces(head, [whole], separator, () => tail);
}

/**
 * Concatenates batches of parts with `separator` between them. Other requests are served between two pieces.
 * @param tail returns the end of the text, given the number of parts
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
    // SQLite reads synchronously: without a pause, other requests would not be served in between.
    await pause();
  }
  yield pending + tail(made);
}
