import { createHash } from 'node:crypto';
import { parseJsonObject, type JsonObject } from '../http/json-text.js';
import { ScimError } from '../scim/errors.js';
import { FileRefused } from './file-refusal.js';
import { MAX_LINE_BYTES } from './tenant-file.js';

const NEWLINE = 0x0a;

export interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: number;
  readonly value: JsonObject;
  /** SHA-256 of all bytes before this line. */
  readonly sha256Before: () => string;
}

/**
 * The lines of a file, one in memory at a time.
 * @throws FileRefused for a line that is too long or no JSON object
 */
export async function* fileLines(source: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  const hash = createHash('sha256');
  let number = 0;
  for await (const text of pieces(source)) {
    number++;
    const before = hash.copy();
    hash.update(text);
    yield {
      number,
      bytes: text.length,
      value: parsed(text, number),
      sha256Before: () => before.digest('hex'),
    };
  }
}

function parsed(text: Buffer, number: number): JsonObject {
  try {
    return parseJsonObject(text, 'the line');
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const isWhole = text.at(-1) === NEWLINE;
    throw new FileRefused(number, isWhole ? error.detail : `${error.detail}: the file seems to be truncated`);
  }
}

/** The lines with their ends; that of the last may be missing. */
async function* pieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  let number = 1;
  const take = (part: Buffer): void => {
    waiting.push(part);
    length += part.length;
    if (length > MAX_LINE_BYTES) throw new FileRefused(number, `longer than ${MAX_LINE_BYTES} bytes`);
  };
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end + 1));
      yield Buffer.concat(waiting, length);
      [waiting, length, start] = [[], 0, end + 1];
      number++;
    }
    take(chunk.subarray(start));
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}
