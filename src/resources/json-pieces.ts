/** JSON text: at once, or in pieces when it is too long to be held in memory. */
export type Json = string | AsyncIterable<string>;

/** Texts in a row with `separator` between them; in pieces as soon as one of them is. */
export function joinJson(head: string, parts: readonly Json[], separator: string, tail: string): Json {
  if (parts.every((part) => typeof part === 'string')) return head + parts.join(separator) + tail;
  return inPieces(head, parts, separator, tail);
}

async function* inPieces(
  head: string,
  parts: readonly Json[],
  separator: string,
  tail: string,
): AsyncGenerator<string> {
  let pending = head;
  for (const [index, part] of parts.entries()) {
    if (index > 0) pending += separator;
    if (typeof part === 'string') {
      pending += part;
      continue;
    }
    yield pending;
    pending = '';
    yield* part;
  }
  yield pending + tail;
}
