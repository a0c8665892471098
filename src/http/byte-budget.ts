/** Whose limit a request would go beyond: that of its owner, or that of all together. */
export type Beyond = 'owner' | 'all' | null;

/** Bytes that requests hold, counted for all of them together and for each owner. */
export class ByteBudget {
  private held = 0;
  private readonly heldBy = new Map<string, number>();

  /**
   * @param ofAll most bytes of all owners together
   * @param ofOne most bytes of one
   */
  constructor(
    private readonly ofAll: number,
    private readonly ofOne: number,
  ) {}

  /** Holds bytes for an owner, if neither limit is in the way. */
  hold(owner: string, bytes: number): Beyond {
    const own = (this.heldBy.get(owner) ?? 0) + bytes;
    if (own > this.ofOne) return 'owner';
    if (this.held + bytes > this.ofAll) return 'all';
    this.held += bytes;
    this.heldBy.set(owner, own);
    return null;
  }

  release(owner: string, bytes: number): void {
    this.held -= bytes;
    const own = (this.heldBy.get(owner) ?? 0) - bytes;
    if (own > 0) this.heldBy.set(owner, own);
    else this.heldBy.delete(owner);
  }
}
