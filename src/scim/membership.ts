import type { AttributeDefinition } from './attribute.js';
import { clears } from './entra.js';
import { ScimError } from './errors.js';
import type { CheckedFilter } from './filter/ast.js';
import { evaluateElement } from './filter/evaluate.js';
import { isObject, isUnassigned } from './resource.js';
import type { UnknownNames } from './unknown-names.js';
import { normaliseSingle } from './normalise.js';

/**
 * A change to an association such as `members`. It is applied to stored rows, so its cost depends on its own size and
 * not on the group's.
 */
export type MembershipChange = (
  | { readonly kind: 'add'; readonly ids: readonly string[] }
  | { readonly kind: 'remove'; readonly ids: readonly string[] }
  /** Replaces all members. */
  | { readonly kind: 'set'; readonly ids: readonly string[] }
  | { readonly kind: 'removeWhere'; readonly filter: CheckedFilter }
) & {
  /** The operation that contains the change, such as `Operations[2]`; absent for a resource body. */
  readonly place?: string;
};

/** The attributes of a membership that a filter can select by. */
export interface Membership {
  readonly value: string;
  readonly type: string;
}

/**
 * The distinct ids in a list of members; empty for null (absence, RFC 7643 section 2.5) and [].
 * @param unknown collects the names of sub-attributes that a member does not have
 * @throws ScimError invalidValue when the value or an element names no member: "", {}, [{}] and [null] may mean all or
 *   none, and a wrong guess would remove members
 */
export function memberIds(attribute: AttributeDefinition, value: unknown, unknown: UnknownNames): string[] {
  if (isUnassigned(value)) return [];
  const members = Array.isArray(value) ? (value as unknown[]) : [value];
  const ids = members.map((each, index) => {
    const plain = plainId(each);
    if (plain !== null) return plain;
    const member = normaliseSingle(attribute, each, `${attribute.name}[${index}]`, unknown);
    if (isObject(member) && typeof member.value === 'string') return member.value;
    throw ScimError.invalidValue(
      `"${attribute.name}[${index}].value" is required: the id of a user or group (null removes all, [] nobody)`,
    );
  });
  return [...new Set(ids)];
}

/** The id in a member that consists of nothing else, as nearly all do; otherwise `null`. */
function plainId(member: unknown): string | null {
  if (!isObject(member)) return null;
  for (const name in member) if (name !== 'value') return null;
  const { value } = member;
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * The change that one PATCH operation makes to an association.
 * @param filter from `members[filter]`, or `null`
 * @param value `undefined` when the operation has none
 * @param unknown collects the names of sub-attributes that a member does not have
 * @throws ScimError mutability when the operation would change a membership itself; noTarget when it adds to
 *   `members[filter]` by anything but `value eq`; invalidValue when it lacks a value
 */
export function membershipChange(
  verb: 'add' | 'replace' | 'remove',
  attribute: AttributeDefinition,
  sub: AttributeDefinition | null,
  filter: CheckedFilter | null,
  value: unknown,
  unknown: UnknownNames,
): MembershipChange {
  // Setting `value` adds a member; the other sub-attributes are immutable.
  if (sub !== null && (verb === 'remove' || sub.name !== 'value')) throw immutable(attribute, sub.name);
  const named = filter === null ? null : idsNamedBy(filter);
  if (verb === 'remove') {
    if (filter !== null)
      return named === null ? { kind: 'removeWhere', filter } : { kind: 'remove', ids: named };
    // Without the flag, Entra sends the members to remove as the value; only a path without a value removes all.
    return value === undefined || value === null
      ? { kind: 'set', ids: [] }
      : { kind: 'remove', ids: memberIds(attribute, value, unknown) };
  }
  if (filter !== null) {
    if (sub === null && named === null) {
      throw ScimError.noTarget(`"${attribute.name}[…]" can only be added to by "value eq"`);
    }
    if (verb === 'replace' && (clears(value) || isUnassigned(value))) {
      throw ScimError.invalidValue(
        `"${attribute.name}[…]" cannot be replaced by nothing; expected the id of a member, or "remove" with this path`,
      );
    }
    const ids = named !== null && clears(value) ? named : memberIds(attribute, value, unknown);
    if (ids.some((id) => named?.includes(id) === false)) throw immutable(attribute, 'value');
    return { kind: 'add', ids };
  }
  if (sub !== null && isUnassigned(value)) {
    throw ScimError.invalidValue(
      `"${attribute.name}.${sub.name}" cannot be nothing; expected the id of a member`,
    );
  }
  return { kind: verb === 'add' ? 'add' : 'set', ids: memberIds(attribute, value, unknown) };
}

/** The members that remain after a change: the specification that the SQL of every database is tested against. */
export function afterChange(members: readonly Membership[], change: MembershipChange): string[] {
  const ids = members.map((member) => member.value);
  switch (change.kind) {
    case 'add':
      return [...new Set([...ids, ...change.ids])];
    case 'remove': {
      const gone = new Set(change.ids);
      return ids.filter((id) => !gone.has(id));
    }
    case 'set':
      return [...change.ids];
    case 'removeWhere':
      return members
        .filter((member) => !evaluateElement(change.filter, { ...member }))
        .map((member) => member.value);
  }
}

/** The ids of `value eq "a"` or of several joined by `or`; `null` for any other filter. */
function idsNamedBy(filter: CheckedFilter): string[] | null {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.target.sub?.name === 'value')
    return [String(filter.value)];
  if (filter.kind !== 'or') return null;
  const ids = filter.operands.map(idsNamedBy);
  return ids.includes(null) ? null : [...new Set(ids.flatMap((each) => each ?? []))];
}

function immutable(attribute: AttributeDefinition, sub: string): ScimError {
  return ScimError.mutability(`"${attribute.name}.${sub}" is immutable; add or remove the member instead`);
}
