/** What an operator may do, from the least to the most; each role includes those before it. */
export const OPERATOR_ROLES = ['read-only', 'support', 'owner'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

export function includesRole(role: OperatorRole, least: OperatorRole): boolean {
  return OPERATOR_ROLES.indexOf(role) >= OPERATOR_ROLES.indexOf(least);
}

/** The role that includes all others of a list; null for an empty one. */
export function highestRole(roles: readonly OperatorRole[]): OperatorRole | null {
  return OPERATOR_ROLES.findLast((role) => roles.includes(role)) ?? null;
}
