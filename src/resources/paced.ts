import { Stretches } from '../persistence/database/stretches.js';
import type { Interruptible } from '../scim/patch/interruptible.js';

/** Does interruptible work in stretches. Other requests are served between two of them. */
export async function paced<T>(work: Interruptible<T>): Promise<T> {
  const stretches = new Stretches();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    const pause = stretches.next();
    if (pause !== null) await pause;
  }
}
