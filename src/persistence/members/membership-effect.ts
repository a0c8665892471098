/** The effect of a change on the members of a group. */
export interface MembershipEffect {
  /** The ids to add, if at least one of them was not yet a member; otherwise empty. */
  readonly added: readonly string[];
  /** The ids to remove, if at least one of them was a member; otherwise empty. */
  readonly removed: readonly string[];
}

export const NO_EFFECT: MembershipEffect = { added: [], removed: [] };

export function hasEffect({ added, removed }: MembershipEffect): boolean {
  return added.length > 0 || removed.length > 0;
}

/** The effect of two consecutive changes. */
export function combineEffects(first: MembershipEffect, second: MembershipEffect): MembershipEffect {
  if (!hasEffect(first)) return second;
  return { added: distinct(first.added, second.added), removed: distinct(first.removed, second.removed) };
}

function distinct(first: readonly string[], second: readonly string[]): readonly string[] {
  return first.length === 0 ? second : [...new Set([...first, ...second])];
}
