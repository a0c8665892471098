import { assignments, isReadOnly } from '../assignments.js';
import type { AttributeDefinition } from '../attribute.js';
import { asksForNothing, clears, patchVerb, withoutOwnName } from '../entra.js';
import { ScimError } from '../errors.js';
import type { CheckedFilter } from '../filter/ast.js';
import { membershipChange, type MembershipChange } from '../membership.js';
import { PATCH_OP_SCHEMA, requireSchema } from '../messages.js';
import { parsePath, type PatchTarget } from '../path.js';
import { isObject, member } from '../resource.js';
import type { AttributeTarget, ResourceType } from '../resource-type.js';
import { UnknownNames } from '../unknown-names.js';
import type { Interruptible } from './interruptible.js';
import { normaliseSingle, normaliseValue, partsOf } from '../normalise.js';

export type PatchVerb = 'add' | 'replace' | 'remove';

/** Maximum number of operations in one request: with its flag, Entra sends one per removed member. */
export const MAX_PATCH_OPERATIONS = 5000;

const MAX_MEMBER_SEARCHES = 10;

/** One step of a PATCH, with its names resolved and its value checked. */
export type PatchStep = (
  | { readonly kind: 'removeExtension'; readonly extension: string }
  | {
      readonly kind: 'membership';
      readonly attribute: AttributeDefinition;
      readonly change: MembershipChange;
    }
  | {
      readonly kind: 'attribute';
      readonly verb: PatchVerb;
      readonly extension: string | null;
      readonly attribute: AttributeDefinition;
      readonly sub: AttributeDefinition | null;
      readonly filter: CheckedFilter | null;
      /** The normalised value. `undefined` unassigns the target, or for `remove` removes it. */
      readonly value: unknown;
      readonly path: string;
    }
) & {
  /** The operation that contains the step, such as `Operations[2]`; absent for a resource body. */
  readonly place?: string;
};

/**
 * Parses the body of a PATCH request, RFC 7644 section 3.5.2, in either grammar of Entra. Everything that can be
 * refused without the stored resource is refused here.
 * @param unknown collects the names of unknown attributes; their operations are skipped
 * @returns work that may be interrupted after each operation
 * @throws ScimError invalidSyntax, invalidPath, invalidValue, mutability or noTarget, naming the operation
 */
export function* parsePatch(
  body: unknown,
  type: ResourceType,
  unknown = new UnknownNames(type.strict),
): Interruptible<PatchStep[]> {
  const operations = operationsOf(requireSchema(body, PATCH_OP_SCHEMA));
  const paths = new Map<string, PatchTarget | null>();
  const steps: PatchStep[] = [];
  for (const [index, operation] of operations.entries()) {
    const place = `Operations[${index}]`;
    try {
      for (const step of stepsOf(operation, type, unknown, paths)) {
        setPlace(step, place);
        if (step.kind === 'membership') setPlace(step.change, place);
        steps.push(step);
      }
    } catch (error) {
      ScimError.rethrowAt(error, place);
    }
    yield;
  }
  refuseManySearches(steps);
  return steps;
}

/** The last operation that changes an attribute, such as `Operations[2]`; `undefined` when none does. */
export function placeOf(
  { extension, attribute }: AttributeTarget,
  steps: readonly PatchStep[],
): string | undefined {
  const last = steps.findLast((step) => {
    if (step.kind === 'removeExtension') return step.extension === extension;
    return step.kind === 'attribute' && step.extension === extension && step.attribute === attribute;
  });
  return last?.place;
}

/** Completes a new step or change: a copy would take as long as everything else here. */
function setPlace(made: { place?: string }, place: string): void {
  made.place = place;
}

/** Removing a member by anything but its id searches all members of the group. */
function refuseManySearches(steps: readonly PatchStep[]): void {
  const searches = steps.filter((step) => step.kind === 'membership' && step.change.kind === 'removeWhere');
  if (searches.length > MAX_MEMBER_SEARCHES) {
    throw ScimError.invalidValue(
      `${searches.length} operations remove members by a filter other than "value eq"; at most ${MAX_MEMBER_SEARCHES} are accepted`,
    );
  }
}

function operationsOf(body: Record<string, unknown>): unknown[] {
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw ScimError.invalidSyntax('"Operations" must be a list of at least one operation');
  }
  if (operations.length > MAX_PATCH_OPERATIONS) {
    throw ScimError.invalidValue(
      `"Operations" holds ${operations.length} operations; at most ${MAX_PATCH_OPERATIONS} are accepted`,
    );
  }
  return operations as unknown[];
}

/** @param paths the targets of the request's paths so far: many operations on one resource repeat them */
function stepsOf(
  operation: unknown,
  type: ResourceType,
  unknown: UnknownNames,
  paths: Map<string, PatchTarget | null>,
): PatchStep[] {
  if (!isObject(operation)) throw ScimError.invalidSyntax('an operation must be an object with "op"');
  const op = member(operation, 'op');
  const verb = patchVerb(op);
  if (verb === undefined) {
    const got = JSON.stringify(op ?? null).slice(0, 80);
    throw ScimError.invalidSyntax(`"op" must be "add", "replace" or "remove", got ${got}`);
  }
  const path = member(operation, 'path');
  const value = member(operation, 'value');
  if (path !== undefined && path !== null && path !== '') {
    if (typeof path !== 'string') throw ScimError.invalidPath('"path" must be a string');
    const known = paths.get(path);
    const target = known === undefined ? parsePath(path, type, unknown) : known;
    if (known === undefined) paths.set(path, target);
    if (target === null) return [];
    if (target.attribute !== null && isReadOnly(target)) {
      throw ScimError.mutability(`"${target.path}" is read-only`);
    }
    if (verb !== 'remove' && value === undefined) {
      throw ScimError.invalidValue(`"value" is missing; "${verb}" needs one`);
    }
    return targetSteps(verb, target, value, type, unknown);
  }
  if (verb === 'remove') throw ScimError.noTarget('"remove" needs a "path"');
  if (type.strict) throw ScimError.invalidSyntax('"path" is missing (strict mode)');
  if (!isObject(value)) {
    throw ScimError.invalidValue(`"value" must be an object of attributes when there is no "path"`);
  }
  return assignments(value, type, unknown).flatMap((each) =>
    targetSteps(verb, each.target, each.value, type, unknown),
  );
}

/**
 * The steps for one value sent for one target; a resource body is a list of such values.
 * @param unknown collects the names of unknown sub-attributes
 */
export function targetSteps(
  verb: PatchVerb,
  target: PatchTarget,
  sent: unknown,
  type: ResourceType,
  unknown: UnknownNames,
): PatchStep[] {
  if (target.attribute === null) {
    if (verb === 'remove' || clears(sent)) return [{ kind: 'removeExtension', extension: target.extension }];
    return assignments({ [target.extension]: sent }, type, unknown).flatMap((each) =>
      targetSteps(verb, each.target, each.value, type, unknown),
    );
  }
  const { attribute, sub, filter } = target;
  const value = withoutOwnName(sub ?? attribute, sent);
  // Passwords are never stored, so checking the value is all there is to do.
  if (attribute.returned === 'never' || sub?.returned === 'never') {
    normaliseValue(sub ?? attribute, value, target.path, unknown);
    return [];
  }
  if (attribute.association === true) {
    const change = membershipChange(verb, attribute, sub, filter, value, unknown);
    return [{ kind: 'membership', attribute, change }];
  }
  const wholeAttribute = sub === null && (attribute.multiValued || attribute.type === 'complex');
  const wholeList = attribute.multiValued && sub === null && filter === null;
  if ((verb === 'remove' ? wholeList : wholeAttribute) && asksForNothing(value)) return [];
  const { extension, path } = target;
  const stepTo = (after: unknown): PatchStep[] => [
    { kind: 'attribute', verb, extension, attribute, sub, filter, value: after, path },
  ];
  if (verb === 'remove') return stepTo(wholeList ? listToRemove(attribute, value, unknown) : undefined);
  if (sub !== null) return stepTo(normaliseValue(sub, value, path, unknown));
  if (filter !== null) return stepTo(normaliseSingle(attribute, value, path, unknown));
  if (attribute.type === 'complex' && !attribute.multiValued) {
    const parts = subAttributeSteps(verb, target, value, type, unknown);
    if (parts === undefined) return stepTo(undefined);
    // The interoperability profile replaces the whole value, RFC 7644 only the sub-attributes that are named.
    return type.strict && verb === 'replace' ? [...stepTo(undefined), ...parts] : parts;
  }
  return stepTo(normaliseValue(attribute, value, path, unknown));
}

/**
 * A complex value sets the sub-attributes that it names and keeps the others (RFC 7644 section 3.5.2.3). Each becomes a
 * step, so that a null among them unassigns only that one.
 * @returns `undefined` when the value unassigns the attribute as a whole
 */
function subAttributeSteps(
  verb: PatchVerb,
  target: AttributeTarget,
  value: unknown,
  type: ResourceType,
  unknown: UnknownNames,
): PatchStep[] | undefined {
  const parts = partsOf(target.attribute, value, target.path, unknown);
  return (
    parts &&
    [...parts]
      // `value` first, since changing it removes an old `$ref`.
      .sort(([a], [b]) => Number(b.name === 'value') - Number(a.name === 'value'))
      .flatMap(([sub, each]) =>
        targetSteps(
          verb,
          { ...target, sub, path: `${target.path}.${sub.name}`, filter: null },
          each,
          type,
          unknown,
        ),
      )
  );
}

/**
 * Entra names the elements to remove in the value: only these are removed. Without a value, with null or "", all are
 * removed; with an empty list, none.
 */
function listToRemove(attribute: AttributeDefinition, value: unknown, unknown: UnknownNames): unknown {
  return clears(value) ? undefined : (normaliseValue(attribute, value, attribute.name, unknown) ?? []);
}
