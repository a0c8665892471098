/** What a change did to the members of a group. */
export interface MembershipEffect {
  /** Ids that were to be added, of which at least one was no member before. */
  readonly added: readonly string[];
  /** Ids that were to be removed, of which at least one was a member before. */
  readonly removed: readonly string[];
}

export const NO_EFFECT: MembershipEffect = { added: [], removed: [] };

export function hasEffect({ added, removed }: MembershipEffect): boolean {
  return added.length > 0 || removed.length > 0;
}

/** What two changes did, one after the other. */
export function combineEffects(first: MembershipEffect, second: MembershipEffect): MembershipEffect {
  if (!hasEffect(first)) return second;
  return { added: distinct(first.added, second.added), removed: distinct(first.removed, second.removed) };
}

function distinct(first: readonly string[], second: readonly string[]): readonly string[] {
  return first.length === 0 ? second : [...new Set([...first, ...second])];
}
