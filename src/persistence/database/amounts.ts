/** So many owners are remembered before those that hold nothing are forgotten. */
const REMEMBERED = 1024;

/**
 * The amount that each owner holds at the moment. An owner whose amount has come to 0 stays in the map for a while: a
 * deletion per request would rebuild the table of the map again and again, and V8 keeps each old table connected to the
 * next one, so that what is garbage keeps the garbage after it.
 */
export class Amounts {
  private readonly held = new Map<string, number>();
  private mostRemembered = REMEMBERED;

  of(owner: string): number {
    return this.held.get(owner) ?? 0;
  }

  add(owner: string, amount: number): void {
    this.held.set(owner, this.of(owner) + amount);
    if (this.held.size > this.mostRemembered) this.forgetIdle();
  }

  subtract(owner: string, amount: number): void {
    this.held.set(owner, Math.max(0, this.of(owner) - amount));
  }

  /** How many owners are remembered. */
  get size(): number {
    return this.held.size;
  }

  private forgetIdle(): void {
    for (const [owner, amount] of this.held) if (amount === 0) this.held.delete(owner);
    this.mostRemembered = Math.max(REMEMBERED, 2 * this.held.size);
  }
}
