/** The exceeded limit: the owner's, or that of all owners together. */
export type Beyond = 'owner' | 'all' | null;

/** Counts the bytes that requests hold, in total and per owner. */
export class ByteBudget {
  private held = 0;
  private readonly heldBy = new Map<string, number>();

  /**
   * @param ofAll maximum number of bytes of all owners together
   * @param ofOne maximum number of bytes of one owner
   */
  constructor(
    private readonly ofAll: number,
    private readonly ofOne: number,
  ) {}

  /**
   * Reserves bytes for an owner unless that exceeds a limit.
   * @returns the exceeded limit; null when the bytes are reserved
   */
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
