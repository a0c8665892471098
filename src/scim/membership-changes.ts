import type { MembershipChange } from './membership.js';

/** A change that may stand for several operations of one request. */
export type MergedChange = MembershipChange & {
  /** The operation that first asked for an id to be added, by the id; absent where there was but one operation. */
  readonly places?: ReadonlyMap<string, string | undefined>;
};

/** What operations in a row have asked for since the last one that selects members by a filter. */
interface Run {
  /** Whether a `set` has made `members` all there is; else it is what is added. */
  isWhole: boolean;
  /** Ids that are to be members at the end. */
  members: Set<string>;
  /** Ids that are to be none at the end. */
  removed: Set<string>;
  /** Ids that were to be added at some time, so that each must be somebody. */
  readonly addedBy: Map<string, string | undefined>;
}

/**
 * The changes of one request in as few as have the same outcome and are refused for the same ids, so that thousands of
 * operations cost no more than one with thousands of values: the last word on an id counts.
 */
export function mergeChanges(changes: readonly MembershipChange[]): readonly MergedChange[] {
  if (changes.length < 2) return changes;
  const joined: MergedChange[] = [];
  let run = newRun();
  for (const change of changes) {
    switch (change.kind) {
      case 'removeWhere':
        joined.push(...changesOf(run), change);
        run = newRun();
        break;
      case 'remove':
        for (const id of change.ids) {
          run.members.delete(id);
          run.removed.add(id);
        }
        break;
      case 'set':
        run = { isWhole: true, members: new Set(), removed: new Set(), addedBy: run.addedBy };
        add(run, change);
        break;
      case 'add':
        add(run, change);
        break;
    }
  }
  joined.push(...changesOf(run));
  return joined;
}

function newRun(): Run {
  return { isWhole: false, members: new Set(), removed: new Set(), addedBy: new Map() };
}

function add(
  { members, removed, addedBy: addedBy }: Run,
  { ids, place }: MembershipChange & { kind: 'add' | 'set' },
): void {
  for (const id of ids) {
    members.add(id);
    removed.delete(id);
    if (!addedBy.has(id)) addedBy.set(id, place);
  }
}

/** Those that are not to stay are added all the same, which finds out whether they exist, and removed after it. */
function changesOf({ isWhole, members, removed, addedBy: places }: Run): MergedChange[] {
  const added = isWhole ? [...places.keys()].filter((id) => !members.has(id)) : [...places.keys()];
  const changes: MergedChange[] = [];
  if (added.length > 0) changes.push({ kind: 'add', ids: added, places });
  if (isWhole) changes.push({ kind: 'set', ids: [...members], places });
  else if (removed.size > 0) changes.push({ kind: 'remove', ids: [...removed] });
  return changes;
}
