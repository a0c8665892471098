import { isLasting, type AttributeDefinition } from '../attribute.js';
import { storedForm } from '../stored-form.js';
import { ScimError } from '../errors.js';
import type { CheckedFilter } from '../filter/ast.js';
import { evaluateElement } from '../filter/evaluate.js';
import type { MembershipChange } from '../membership.js';
import { isObject, sameValue, type ScimResource } from '../resource.js';
import type { ResourceType } from '../resource-type.js';
import { UnknownNames } from '../unknown-names.js';
import { checkCount, isPrimary, normaliseSingle, withOnePrimary } from '../normalise.js';
import { Effort } from './effort.js';
import { identity, ownIdentity } from './identity.js';
import type { Interruptible } from './interruptible.js';
import type { PatchStep } from './operations.js';

type AttributeStep = Extract<PatchStep, { kind: 'attribute' }>;
type Element = Record<string, unknown>;

export interface Patched {
  /** The resource after all steps; the input is not modified. */
  readonly resource: ScimResource;
  /** Whether any attribute differs; memberships are not considered. */
  readonly changed: boolean;
  readonly memberships: readonly MembershipChange[];
}

/** Sub-attributes that describe an element but are no value: an element with nothing else is removed. */
const LABELS = new Set(['type', 'primary', 'display']);

/**
 * Applies the steps of a PATCH in order, RFC 7644 section 3.5.2.
 * @param resource as stored, without associations; unchanged parts are shared with the result
 * @returns work that may be interrupted after each step
 * @throws ScimError noTarget when a step finds no target; mutability or invalidValue when it would leave a required
 *   attribute empty. The caller must then store nothing
 */
export function* applyPatch(
  resource: ScimResource,
  steps: readonly PatchStep[],
  type: ResourceType,
): Interruptible<Patched> {
  const draft = { ...resource };
  const memberships: MembershipChange[] = [];
  const effort = new Effort();
  for (const step of steps) {
    try {
      switch (step.kind) {
        case 'removeExtension':
          delete draft[step.extension];
          break;
        case 'membership':
          memberships.push(step.change);
          break;
        case 'attribute':
          applyTo(draft, step, effort);
          break;
      }
    } catch (error) {
      ScimError.rethrowAt(error, step.place);
    }
    yield;
  }
  const patched = storedForm(draft, type);
  return { resource: patched, changed: !sameValue(patched, resource), memberships };
}

function applyTo(draft: ScimResource, step: AttributeStep, effort: Effort): void {
  const { verb, attribute, sub, filter, extension } = step;
  if (verb === 'remove' && attribute.required && sub === null && filter === null) {
    throw ScimError.mutability(`"${step.path}" is required and cannot be removed`);
  }
  const holder = holderOf(draft, extension);
  const before = holder[attribute.name];
  const after = changedAttribute(before, step, effort);
  if (after !== undefined) holder[attribute.name] = after;
  else if (!isLasting(attribute, before)) delete holder[attribute.name];
  if (extension !== null && Object.keys(holder).length === 0) delete draft[extension];
}

/** The object with the attributes of the core schema or of an extension, ready to be changed. */
function holderOf(draft: ScimResource, extension: string | null): ScimResource {
  if (extension === null) return draft;
  const values = draft[extension];
  const holder = isObject(values) ? { ...values } : {};
  draft[extension] = holder;
  return holder;
}

/** @returns `undefined` when the attribute has no value left */
function changedAttribute(before: unknown, step: AttributeStep, effort: Effort): unknown {
  const { attribute, sub, filter, value } = step;
  if (!attribute.multiValued && filter === null) {
    if (sub === null) return value;
    const element = withSub(isObject(before) ? before : {}, sub, value);
    return Object.keys(element).length === 0 ? undefined : element;
  }
  const elements = (Array.isArray(before) ? before : isObject(before) ? [before] : []) as Element[];
  effort.spend(elements, filter);
  const changed = filter === null ? changedList(elements, step) : changedSelection(elements, step, filter);
  // After a change of a sub-attribute, two elements may be equal (RFC 7643 section 2.4).
  const mayRepeat = attribute.multiValued && (sub !== null || filter !== null) && changed.length > 1;
  if (mayRepeat) effort.spend(changed, null);
  const after = mayRepeat ? withoutRepeats(changed, attribute) : changed;
  checkCount(attribute, after, step.path);
  if (after.length === 0) return undefined;
  // `manager[value eq "x"]`: the element made for the filter comes last and replaces the old value.
  return attribute.multiValued ? after : after.at(-1);
}

/** `attribute` or `attribute.sub` without a filter. */
function changedList(elements: readonly Element[], step: AttributeStep): readonly unknown[] {
  const { verb, attribute, sub, value } = step;
  if (sub !== null) {
    if (value === undefined) return elements.flatMap((element) => cleared(element, sub));
    if (elements.length === 0) return [{ [sub.name]: value }];
    return changedElements(elements, (element) => withSub(element, sub, value));
  }
  const values = (value ?? []) as readonly unknown[];
  switch (verb) {
    case 'add':
      return withAdded(elements, values, attribute);
    case 'replace':
      return withAdded([], values, attribute);
    case 'remove':
      return value === undefined ? [] : withoutNamed(elements, values, attribute);
  }
}

/** `attribute[filter]` or `attribute[filter].sub`. */
function changedSelection(
  elements: readonly Element[],
  step: AttributeStep,
  filter: CheckedFilter,
): readonly unknown[] {
  const { verb, sub, value } = step;
  const matches = elements.map((element) => evaluateElement(filter, element));
  if (verb === 'remove' || value === undefined) {
    return elements.flatMap((element, index) => {
      if (matches[index] !== true) return [element];
      return sub === null ? [] : cleared(element, sub);
    });
  }
  const change = (element: Element): Element => {
    if (sub !== null) return withSub(element, sub, value);
    return verb === 'add'
      ? { ...element, ...(value as Element) }
      : { ...equalities(filter), ...(value as Element) };
  };
  if (matches.includes(true)) {
    return changedElements(elements, (element, index) =>
      matches[index] === true ? change(element) : element,
    );
  }
  // RFC 7644 section 3.5.2.3 requires noTarget. Entra expects the element to be created, and its further operations to
  // find it.
  return withOnePrimary([...elements, change(describedBy(filter, step))]);
}

/** The elements after a change of some of them. An element that becomes primary takes this flag from the others. */
function changedElements(
  elements: readonly Element[],
  change: (element: Element, index: number) => Element,
): unknown[] {
  let newPrimary = -1;
  const after = elements.map((element, index) => {
    const changed = change(element, index);
    if (isPrimary(changed) && !isPrimary(element)) newPrimary = index;
    return changed;
  });
  return newPrimary < 0 ? after : withOnePrimary(after, newPrimary);
}

/** Elements that have become equal are merged (RFC 7643 section 2.4). */
function withoutRepeats(elements: readonly unknown[], attribute: AttributeDefinition): readonly unknown[] {
  const identities = new Set(elements.map((element) => ownIdentity(element, attribute)));
  return identities.size === elements.length ? withOnePrimary(elements) : withAdded([], elements, attribute);
}

/** A value equal to an existing element is merged with it, not repeated (RFC 7643 section 2.4). */
function withAdded(
  elements: readonly unknown[],
  values: readonly unknown[],
  attribute: AttributeDefinition,
): unknown[] {
  // Nothing to be equal to: most lists that clients send.
  if (elements.length === 0 && values.length === 1) return values.map((v) => (isObject(v) ? { ...v } : v));
  const list = [...elements];
  const places = new Map(list.map((element, index) => [ownIdentity(element, attribute), index]));
  let primary = list.findLastIndex(isPrimary);
  for (const value of values) {
    const key = ownIdentity(value, attribute);
    const place = places.get(key) ?? list.length;
    places.set(key, place);
    const known = list[place] as Element | undefined;
    list[place] = isObject(value) && known !== undefined ? { ...known, ...value } : value;
    if (isPrimary(value)) primary = place;
  }
  return withOnePrimary(list, primary);
}

/**
 * The elements without those that a list of values names: by `value` (and `type`) where present, otherwise by all given
 * sub-attributes.
 */
function withoutNamed(
  elements: readonly unknown[],
  values: readonly unknown[],
  attribute: AttributeDefinition,
): unknown[] {
  const named = new Map<string, { readonly names: readonly string[]; readonly identities: Set<string> }>();
  for (const value of values) {
    const given = isObject(value) ? Object.keys(value) : [];
    const names = given.includes('value')
      ? given.filter((name) => name === 'value' || name === 'type')
      : given;
    names.sort();
    const group = named.get(names.join()) ?? { names, identities: new Set() };
    group.identities.add(identity(value, names, attribute));
    named.set(names.join(), group);
  }
  return elements.filter((element) =>
    [...named.values()].every(
      ({ names, identities }) => !identities.has(identity(element, names, attribute)),
    ),
  );
}

function withSub(element: Element, sub: AttributeDefinition, value: unknown): Element {
  const changed = { ...element };
  if (value === undefined) delete changed[sub.name];
  else changed[sub.name] = value;
  // An old `$ref` would point to another resource.
  if (sub.name === 'value' && !sameValue(element.value, value)) delete changed.$ref;
  return changed;
}

/** The element without a sub-attribute; none when only labels are left. */
function cleared(element: Element, sub: AttributeDefinition): Element[] {
  const left = withSub(element, sub, undefined);
  const isLabel = (name: string): boolean => LABELS.has(name);
  const nothingLeft = Object.keys(left).every(isLabel) && !Object.keys(element).every(isLabel);
  return nothingLeft || Object.keys(left).length === 0 ? [] : [left];
}

/**
 * The element that a filter describes, if the filter is a conjunction of `eq`.
 * @throws ScimError noTarget when it is not, or when no element can satisfy it
 */
function describedBy(filter: CheckedFilter, { attribute, path }: AttributeStep): Element {
  const described = normaliseSingle(attribute, equalities(filter), path, new UnknownNames(false));
  if (isObject(described) && evaluateElement(filter, described)) return described;
  throw ScimError.noTarget(
    `"${path}": no element matches the filter, and only "eq" conditions tell how to create one`,
  );
}

/**
 * The sub-attributes that an element needs to satisfy a conjunction of `eq` on writable sub-attributes; `null` for any
 * other filter.
 */
function equalities(filter: CheckedFilter): Element | null {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.target.sub !== null) {
    const { name, mutability } = filter.target.sub;
    return mutability === 'readOnly' ? null : { [name]: filter.value };
  }
  if (filter.kind !== 'and') return null;
  const parts = filter.operands.map(equalities);
  return parts.includes(null) ? null : (Object.assign({}, ...parts) as Element);
}
