import { isLasting } from './attribute.js';
import { storedForm } from './stored-form.js';
import { ScimError } from './errors.js';
import { isObject, isUnassigned, sameValue, type ScimResource } from './resource.js';
import type { AttributeTarget, ResourceType } from './resource-type.js';

/**
 * Enforces immutability: an immutable attribute that has a value keeps it (RFC 7643 section 7).
 * @param placeOf returns the part of the request that changes an attribute, such as `Operations[2]`, if there are
 *   several
 * @throws ScimError mutability naming the attribute (RFC 7644 sections 3.5.1 and 3.5.2)
 */
export function requireImmutables(
  before: ScimResource,
  after: ScimResource,
  type: ResourceType,
  placeOf?: (target: AttributeTarget) => string | undefined,
): void {
  for (const target of type.immutable) {
    const value = valueAt(before, target);
    if (!isUnassigned(value) && !sameValue(value, valueAt(after, target))) {
      const refusal = ScimError.mutability(`"${target.path}" is immutable and has a value already`);
      ScimError.rethrowAt(refusal, placeOf?.(target));
    }
  }
}

/**
 * The resource of a PUT, completed with stored values that a PUT does not clear by leaving them out: immutable values
 * (RFC 7644 section 3.5.1) and lasting ones, such as an `active` of false.
 */
export function withKeptValues(
  before: ScimResource,
  requested: ScimResource,
  type: ResourceType,
): ScimResource {
  let resource = requested;
  for (const target of type.keptByReplace) {
    const value = valueAt(before, target);
    if (!isKept(target, value) || !isUnassigned(valueAt(resource, target))) continue;
    resource = withValue(resource, target, value);
  }
  return resource === requested ? requested : storedForm(resource, type);
}

function isKept({ attribute, sub }: AttributeTarget, value: unknown): boolean {
  if (isUnassigned(value)) return false;
  return (sub ?? attribute).mutability === 'immutable' || isLasting(attribute, value);
}

function valueAt(resource: ScimResource, { extension, attribute, sub }: AttributeTarget): unknown {
  const holder = extension === null ? resource : resource[extension];
  const value = isObject(holder) ? holder[attribute.name] : undefined;
  if (sub === null) return value;
  return isObject(value) ? value[sub.name] : undefined;
}

function withValue(
  resource: ScimResource,
  { extension, attribute, sub }: AttributeTarget,
  value: unknown,
): ScimResource {
  const holder = extension === null ? resource : objectOr(resource[extension]);
  const changed = {
    ...holder,
    [attribute.name]: sub === null ? value : { ...objectOr(holder[attribute.name]), [sub.name]: value },
  };
  return extension === null ? changed : { ...resource, [extension]: changed };
}

function objectOr(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
