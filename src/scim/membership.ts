import { subAttribute, type AttributeDefinition } from './attribute.js';
import { ScimError } from './errors.js';
import type { CheckedFilter } from './filter/ast.js';
import { evaluateElement } from './filter/evaluate.js';
import { isObject } from './resource.js';
import { normaliseValue } from './value.js';

/**
 * A change to an association such as `members`. It is applied to stored rows, so its cost follows its own
 * size and not the group's.
 */
export type MembershipChange =
  | { readonly kind: 'add'; readonly ids: readonly string[] }
  | { readonly kind: 'remove'; readonly ids: readonly string[] }
  /** Exactly these remain. */
  | { readonly kind: 'set'; readonly ids: readonly string[] }
  | { readonly kind: 'removeWhere'; readonly filter: CheckedFilter };

/** The part of a membership that changes can be decided by. */
export interface Membership {
  readonly value: string;
  readonly type: string;
}

/**
 * The ids in a list of members, without repetitions.
 * @throws ScimError invalidValue when an element has no `value`
 */
export function memberIds(attribute: AttributeDefinition, value: unknown): string[] {
  const members = normaliseValue(attribute, value, attribute.name);
  if (!Array.isArray(members)) return [];
  return [...new Set(members.map((member) => (isObject(member) ? String(member.value) : '')))];
}

/**
 * The change that one PATCH operation makes to an association.
 * @param filter from `members[filter]`, or `null`
 * @param value `undefined` when the operation has none
 * @throws ScimError when the operation would change a membership itself, or lacks a value
 */
export function membershipChange(
  verb: 'add' | 'replace' | 'remove',
  attribute: AttributeDefinition,
  sub: AttributeDefinition | null,
  filter: CheckedFilter | null,
  value: unknown,
): MembershipChange {
  const named = filter === null ? null : idsNamedBy(filter);
  if (verb === 'remove') {
    if (sub !== null) throw immutable(attribute, sub);
    if (filter !== null) return named === null ? { kind: 'removeWhere', filter } : { kind: 'remove', ids: named };
    // Without the flag Entra sends the members to remove as a value; only a bare path removes all.
    return value == null ? { kind: 'set', ids: [] } : { kind: 'remove', ids: memberIds(attribute, value) };
  }
  if (filter !== null) {
    if (sub !== null && sub.name !== 'value') throw immutable(attribute, sub);
    if (sub !== null) return { kind: 'add', ids: memberIds(attribute, value) };
    if (named === null) throw ScimError.noTarget(`"${attribute.name}[…]" can only be added to by "value eq"`);
    return { kind: 'add', ids: named };
  }
  if (sub !== null && subAttribute(attribute, 'value') !== sub) throw immutable(attribute, sub);
  return { kind: verb === 'add' ? 'add' : 'set', ids: memberIds(attribute, value) };
}

/** What is left of `members` after a change: the meaning that stored rows must agree with. */
export function afterChange(members: readonly Membership[], change: MembershipChange): string[] {
  const ids = members.map((member) => member.value);
  switch (change.kind) {
    case 'add':
      return [...new Set([...ids, ...change.ids])];
    case 'remove':
      return ids.filter((id) => !change.ids.includes(id));
    case 'set':
      return [...change.ids];
    case 'removeWhere':
      return members.filter((member) => !evaluateElement(change.filter, { ...member })).map((member) => member.value);
  }
}

/** The ids of `value eq "a"` or of several joined by `or`; `null` for any other filter. */
function idsNamedBy(filter: CheckedFilter): string[] | null {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.target.sub?.name === 'value') return [String(filter.value)];
  if (filter.kind !== 'or') return null;
  const ids = filter.operands.map(idsNamedBy);
  return ids.includes(null) ? null : ids.flatMap((each) => each ?? []);
}

function immutable(attribute: AttributeDefinition, sub: AttributeDefinition): ScimError {
  return ScimError.mutability(`"${attribute.name}.${sub.name}" is immutable; add or remove the member instead`);
}
