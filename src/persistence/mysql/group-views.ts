/** `17958706541972730:14`: which group, since it was formed, and how often its members have changed. */
const VIEW_ID = /^(\d+):(\d+)$/;

/**
 * Remembers the last view of its group that a primary was found in. A primary that was cut off learns only seconds after
 * its return that the group has gone on without it: until then it tells of the majority that it had, in a view that is
 * older than that of its successor.
 */
export class GroupViews {
  private group = '';
  private count = 0;

  /** Whether a view is older than one that is known. A view of another group, or of a group formed anew, is not. */
  isOfBefore(viewId: string): boolean {
    const [, group, digits] = VIEW_ID.exec(viewId) ?? [];
    if (group === undefined) return false;
    const count = Number(digits);
    if (group === this.group && count < this.count) return true;
    this.group = group;
    this.count = count;
    return false;
  }
}
