import type { MembershipChange } from './membership.js';

/** A change that may combine several operations of one request. */
export type MergedChange = MembershipChange & {
  /** The operation that first added an id, such as `Operations[2]`, by id; absent when there was only one operation. */
  readonly places?: ReadonlyMap<string, string | undefined>;
};

/** Consecutive operations since the last one that selects members by a filter. */
interface Run {
  /** Whether a `set` operation makes `members` the complete list; otherwise they are additions. */
  isWhole: boolean;
  /** Ids that are members at the end. */
  members: Set<string>;
  /** Ids that are no members at the end. */
  removed: Set<string>;
  /** Ids that any operation adds, each of which must exist. */
  readonly addedBy: Map<string, string | undefined>;
}

/**
 * Merges the changes of one request into as few as have the same outcome and fail for the same ids. Thousands of
 * operations then cost no more than one operation with thousands of values: the last operation on an id counts.
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

/** Ids that are added and then removed are still added first, which checks that they exist. */
function changesOf({ isWhole, members, removed, addedBy: places }: Run): MergedChange[] {
  const added = isWhole ? [...places.keys()].filter((id) => !members.has(id)) : [...places.keys()];
  const changes: MergedChange[] = [];
  if (added.length > 0) changes.push({ kind: 'add', ids: added, places });
  if (isWhole) changes.push({ kind: 'set', ids: [...members], places });
  else if (removed.size > 0) changes.push({ kind: 'remove', ids: [...removed] });
  return changes;
}
