import { ScimError } from '../../scim/errors.js';
import { MOST_ROWS } from '../search/search-cost.js';

/** What it takes to add or remove a membership, in rows that are looked at. */
const CHANGED = 10;

/** So many bytes of a document take as long to be read, compared and written as a row that is looked at. */
const BYTES_A_ROW = 64;

/**
 * What the writes of one request may cost, in rows that are looked at: as much as a search. The operations of a Bulk
 * share it. A deletion is never refused for its own size, since there is no smaller one.
 */
export class WriteBudget {
  /** By the operations of a Bulk that have ended. */
  private before = 0;
  /** By the operation under way. */
  private current = 0;

  /**
   * Begins the next operation of a Bulk.
   * @throws ScimError 429 when those before have used up the budget
   */
  next(): void {
    this.before += this.current;
    this.current = 0;
    if (this.before >= MOST_ROWS) throw notCarriedOut();
  }

  /** The operation under way begins anew, as after a deadlock. */
  again(): void {
    this.current = 0;
  }

  /** Counts what is read and written of documents. */
  countDocuments(...documents: readonly { readonly document: string }[]): void {
    for (const { document } of documents) this.current += document.length / BYTES_A_ROW;
  }

  countChanges(memberships: number): void {
    this.current += CHANGED * memberships;
  }

  /**
   * Counts rows before they are looked at.
   * @param advice what to send instead, when one request may not look at so many
   * @throws ScimError tooMany; 429 when the operations of a Bulk before this one have left too little
   */
  lookAt(rows: number, advice: string): void {
    this.require(rows, advice);
    this.current += rows;
  }

  /**
   * Counts memberships before they are changed.
   * @throws ScimError as `lookAt`
   */
  change(memberships: number, advice: string): void {
    this.require(CHANGED * memberships, advice);
    this.countChanges(memberships);
  }

  /** So many memberships may still be changed. */
  get changesLeft(): number {
    return Math.floor(this.left / CHANGED);
  }

  /** So many memberships may still be looked at and then changed. */
  get membershipsLeft(): number {
    return Math.floor(this.left / (1 + CHANGED));
  }

  private get left(): number {
    return Math.max(0, MOST_ROWS - this.before - this.current);
  }

  private require(rows: number, advice: string): void {
    const cost = this.current + rows;
    if (this.before + cost <= MOST_ROWS) return;
    if (cost <= MOST_ROWS) throw notCarriedOut();
    throw ScimError.tooCostly(
      `At least ${Math.ceil(cost)} rows would have to be looked at, at most ${MOST_ROWS} are for one request (each membership that changes counts as ${CHANGED}); ${advice}`,
    );
  }
}

function notCarriedOut(): ScimError {
  return ScimError.limited(
    'cost',
    429,
    'Not carried out, since the operations before it have used up what one request may cost: send it and those after it in another request',
  );
}
