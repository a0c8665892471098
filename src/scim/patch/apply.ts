import { subAttribute, type AttributeDefinition } from '../attribute.js';
import { comparisonKey, type Comparable } from '../compare.js';
import { completed } from '../complete.js';
import { ScimError } from '../errors.js';
import type { CheckedFilter } from '../filter/ast.js';
import { evaluateElement } from '../filter/evaluate.js';
import type { MembershipChange } from '../membership.js';
import { isObject, sameValue, type ScimResource } from '../resource.js';
import type { ResourceType } from '../resource-type.js';
import { withOnePrimary } from '../value.js';
import type { PatchStep } from './operations.js';

type AttributeStep = Extract<PatchStep, { kind: 'attribute' }>;
type Element = Record<string, unknown>;

export interface Patched {
  /** The resource after all steps; the one given is left as it was. */
  readonly resource: ScimResource;
  /** Whether any attribute differs; memberships are not looked at. */
  readonly changed: boolean;
  readonly memberships: readonly MembershipChange[];
}

/** What describes an element but is no value: an element with nothing else is taken away. */
const LABELS = new Set(['type', 'primary', 'display']);

/**
 * Applies the steps of a PATCH in order, RFC 7644 section 3.5.2.
 * @param resource as stored, without associations
 * @throws ScimError when a step finds no target or would leave a required attribute empty; the caller
 *   must then store nothing
 */
export function applyPatch(resource: ScimResource, steps: readonly PatchStep[], type: ResourceType): Patched {
  const draft = structuredClone(resource);
  const memberships: MembershipChange[] = [];
  for (const step of steps) {
    switch (step.kind) {
      case 'removeExtension':
        delete draft[step.extension];
        break;
      case 'membership':
        memberships.push(step.change);
        break;
      case 'attribute':
        applyTo(draft, step);
        break;
    }
  }
  const patched = completed(draft, type);
  return { resource: patched, changed: !sameValue(patched, resource), memberships };
}

function applyTo(draft: ScimResource, step: AttributeStep): void {
  const holder = holderOf(draft, step.extension);
  if (step.verb === 'remove' && step.attribute.required && (step.sub === null || !step.attribute.multiValued)) {
    throw ScimError.mutability(`"${step.path}" is required and cannot be removed`);
  }
  const before = holder[step.attribute.name];
  const after = step.attribute.multiValued || step.filter !== null ? changedList(before, step) : changedValue(before, step);
  if (after === undefined) delete holder[step.attribute.name];
  else holder[step.attribute.name] = step.attribute.multiValued || !Array.isArray(after) ? after : (after as unknown[])[0];
  if (step.extension !== null && Object.keys(holder).length === 0) delete draft[step.extension];
}

function holderOf(draft: ScimResource, extension: string | null): ScimResource {
  if (extension === null) return draft;
  const holder = draft[extension];
  if (isObject(holder)) return holder;
  const created: ScimResource = {};
  draft[extension] = created;
  return created;
}

/** A single-valued attribute, or a sub-attribute of one. */
function changedValue(before: unknown, { attribute, sub, value }: AttributeStep): unknown {
  if (sub === null) return value;
  const element = withSub(isObject(before) ? before : {}, attribute, sub, value);
  return Object.keys(element).length === 0 ? undefined : element;
}

function changedList(before: unknown, step: AttributeStep): unknown {
  const elements = (Array.isArray(before) ? before : isObject(before) ? [before] : []) as Element[];
  const after = step.filter === null ? wholeList(elements, step) : selected(elements, step, step.filter);
  return after.length === 0 ? undefined : after;
}

/** `attribute` or `attribute.sub` without a filter. */
function wholeList(elements: Element[], step: AttributeStep): unknown[] {
  const { verb, attribute, sub, value } = step;
  if (sub !== null) {
    if (value === undefined) return cleared(elements, sub);
    return elements.length === 0
      ? [{ [sub.name]: value }]
      : changedElements(elements, attribute, elements, (element) => withSub(element, attribute, sub, value));
  }
  if (verb === 'remove') {
    return value === undefined ? [] : elements.filter((element) => !isNamedBy(element, value as unknown[], attribute));
  }
  if (verb === 'replace') return (value ?? []) as unknown[];
  return ((value ?? []) as unknown[]).reduce<unknown[]>((list, added) => withAdded(list, added, attribute), elements);
}

/** `attribute[filter]` or `attribute[filter].sub`. */
function selected(elements: Element[], step: AttributeStep, filter: CheckedFilter): unknown[] {
  const { verb, attribute, sub, value } = step;
  const matches = elements.filter((element) => evaluateElement(filter, element));
  if (verb === 'remove' || value === undefined) {
    if (sub !== null) return elements.flatMap((each) => (matches.includes(each) ? cleared([each], sub) : [each]));
    return elements.filter((element) => !matches.includes(element));
  }
  const change = (element: Element): Element => {
    if (sub !== null) return withSub(element, attribute, sub, value);
    return verb === 'add' ? { ...element, ...(value as Element) } : { ...equalities(filter), ...(value as Element) };
  };
  if (matches.length > 0) return changedElements(elements, attribute, matches, change);
  // RFC 7644 section 3.5.2.3 asks for noTarget; Entra expects the element to be made, and its further
  // operations to find it.
  const seed = equalities(filter);
  if (seed === null) {
    throw ScimError.noTarget(`"${step.path}": no element matches the filter, and only "eq" conditions tell how to create one`);
  }
  return changedElements([...elements, seed], attribute, [seed], change);
}

function changedElements(
  elements: readonly Element[],
  attribute: AttributeDefinition,
  matches: readonly Element[],
  change: (element: Element) => Element,
): unknown[] {
  const unchanged = elements.filter((element) => !matches.includes(element));
  const changed = new Map(matches.map((element) => [element, change(element)]));
  const madePrimary = [...changed].some(([old, now]) => now.primary === true && old.primary !== true);
  const demoted = madePrimary && subAttribute(attribute, 'primary') !== undefined ? new Set(unchanged) : new Set<Element>();
  return withOnePrimary(
    elements.map((element) => {
      const now = changed.get(element) ?? element;
      return demoted.has(element) && element.primary === true ? { ...element, primary: false } : now;
    }),
  );
}

/** An element that is there already is merged with, not repeated (RFC 7643 section 2.4). */
function withAdded(list: readonly unknown[], added: unknown, attribute: AttributeDefinition): unknown[] {
  const twin = list.findIndex((element) => isTwin(element, added, attribute));
  if (twin < 0) return withOnePrimary([...list, added]);
  const merged = isObject(added) ? { ...(list[twin] as Element), ...added } : added;
  return changedElements(list as Element[], attribute, [list[twin] as Element], () => merged as Element);
}

function isTwin(element: unknown, added: unknown, attribute: AttributeDefinition): boolean {
  if (!isObject(element) || !isObject(added) || added.value === undefined) return sameValue(element, added);
  return sameSub(element, added, attribute, 'value') && sameSub(element, added, attribute, 'type');
}

/** Whether a list of values to remove names the element: by `value` where there is one, else by all parts given. */
function isNamedBy(element: Element, values: readonly unknown[], attribute: AttributeDefinition): boolean {
  return values.some((named) => {
    if (!isObject(named)) return sameValue(named, element);
    const by = 'value' in named ? ['value', ...('type' in named ? ['type'] : [])] : Object.keys(named);
    return by.every((name) => sameSub(element, named, attribute, name));
  });
}

function sameSub(a: Element, b: Element, attribute: AttributeDefinition, name: string): boolean {
  const sub = subAttribute(attribute, name);
  const [left, right] = [a[name], b[name]];
  if (sub === undefined || left === undefined || right === undefined) return sameValue(left, right);
  return comparisonKey(sub, left as Comparable) === comparisonKey(sub, right as Comparable);
}

function withSub(element: Element, attribute: AttributeDefinition, sub: AttributeDefinition, value: unknown): Element {
  const { [sub.name]: old, ...rest } = element;
  // The address of something else would be left over.
  if (sub.name === 'value' && !sameValue(old, value) && subAttribute(attribute, '$ref') !== undefined) delete rest.$ref;
  return value === undefined ? rest : { ...rest, [sub.name]: value };
}

/** Elements without a sub-attribute, and without those of which only labels are left. */
function cleared(elements: readonly Element[], sub: AttributeDefinition): Element[] {
  return elements
    .map((element) => Object.fromEntries(Object.entries(element).filter(([name]) => name !== sub.name)))
    .filter((element) => Object.keys(element).some((name) => !LABELS.has(name)));
}

/** What an element must hold to satisfy a conjunction of `eq`; `null` for any other filter. */
function equalities(filter: CheckedFilter): Element | null {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.target.sub !== null) {
    return { [filter.target.sub.name]: filter.value };
  }
  if (filter.kind !== 'and') return null;
  const parts = filter.operands.map(equalities);
  return parts.includes(null) ? null : (Object.assign({}, ...parts) as Element);
}
