import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const ID_LENGTH = 36;
const RANDOM_BYTES = 16;
const IDS_AT_ONCE = 128;

const random = new Uint8Array(RANDOM_BYTES * IDS_AT_ONCE);
let used = random.length;
let lastMillis = 0;
let sequence = 0;

/**
 * A UUID of version 7 (RFC 9562). Ids made by one process sort in the order of their creation. Random bytes are drawn
 * for many ids at once, since each draw is a system call.
 */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = random.subarray(used, (used += RANDOM_BYTES));
  const millis = Date.now();
  if (millis > lastMillis) {
    lastMillis = millis;
    // Start in the lower half of the range, to leave room for more ids in the same millisecond.
    sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1;
  } else {
    sequence++;
  }
  return v7({ random: bytes, msecs: lastMillis, seq: sequence });
}

/** Whether a text is short enough to be an id. A longer text matches no row, so it need not be sent to the database. */
export function couldBeId(text: string): boolean {
  return text.length <= ID_LENGTH;
}
