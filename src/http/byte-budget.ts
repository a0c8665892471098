import { Amounts } from '../persistence/database/amounts.js';

/** The exceeded limit: the owner's, or that of all owners together. */
export type Beyond = 'owner' | 'all' | null;

/** Counts the bytes that requests hold, in total and per owner. */
export class ByteBudget {
  private held = 0;
  private readonly heldBy = new Amounts();

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
    if (this.heldBy.of(owner) + bytes > this.ofOne) return 'owner';
    if (this.held + bytes > this.ofAll) return 'all';
    this.held += bytes;
    this.heldBy.add(owner, bytes);
    return null;
  }

  release(owner: string, bytes: number): void {
    this.held -= bytes;
    this.heldBy.subtract(owner, bytes);
  }
}
