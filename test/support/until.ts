import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a state is reached; `what` names it when it is not. */
export async function until(what: string, isReached: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isReached())) {
    if (performance.now() > deadline) throw new Error(`Not reached within 30 s: ${what}`);
    await sleep(50);
  }
}
