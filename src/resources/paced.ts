import { setImmediate as pause } from 'node:timers/promises';
import type { Interruptible } from '../scim/patch/interruptible.js';

const STRETCH_MS = 2;

/** Does long work in stretches of some milliseconds. Other requests are served between two stretches. */
export async function paced<T>(work: Interruptible<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < STRETCH_MS) continue;
    await pause();
    since = performance.now();
  }
}
