/**
 * Work that may be interrupted at each `yield`, so that long work does not keep a process from all else. Whoever does it
 * decides when to pause.
 */
export type Interruptible<T> = Generator<void, T, void>;

/** Does the work at a stretch. */
export function resultOf<T>(work: Interruptible<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
