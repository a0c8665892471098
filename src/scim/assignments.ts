import { clears } from './entra.js';
import { ScimError } from './errors.js';
import { isObject } from './resource.js';
import { parsePath, reportedName, wholeTarget, type PatchTarget } from './path.js';
import type { ResourceType } from './resource-type.js';
import type { UnknownNames } from './unknown-names.js';

/** One attribute and the value that a client sent for it. */
export interface Assignment {
  readonly target: PatchTarget;
  readonly value: unknown;
}

/**
 * Splits a resource body, or the value of a PATCH operation without a path, into attributes. Names may be dotted
 * (`name.givenName`), qualified (`urn:…:User:department`), filtered (`emails[type eq "work"].value`) or the URN of an
 * extension that contains an object, as Entra sends them with and without `aadOptscim062020`. Unknown and read-only
 * names are skipped (RFC 7644 sections 3.3 and 3.5.1).
 * @param unknown collects the unknown names
 * @throws ScimError invalidSyntax when a name appears twice in different letter case
 * @throws ScimError invalidValue when an extension's value is no object
 * @throws ScimError invalidPath when the filter in a name is malformed
 */
export function assignments(
  body: Record<string, unknown>,
  type: ResourceType,
  unknown: UnknownNames,
): Assignment[] {
  const found: Assignment[] = [];
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(body)) {
    // The core schema's URN denotes the resource itself, just as an extension's URN denotes the extension.
    if (type.schemaOf(name) === type.schema) {
      if (isObject(value)) found.push(...assignments(value, type, unknown));
      continue;
    }
    const target = targetOf(name, type, unknown);
    if (target === null) continue;
    // Names with different filters are different.
    const key = target.filter === null ? name.toLowerCase() : name;
    if (seen.has(key)) {
      throw ScimError.invalidSyntax(`"${name}" appears more than once, in different letter case`);
    }
    seen.add(key);
    if (target.attribute !== null) {
      if (!isReadOnly(target)) found.push({ target, value });
    } else if (clears(value)) {
      found.push({ target, value: null });
    } else {
      if (!isObject(value)) {
        throw ScimError.invalidValue(`"${target.extension}" must be an object with its attributes`);
      }
      const qualified = Object.entries(value).map(
        ([inner, each]) => [`${target.extension}:${inner}`, each] as const,
      );
      found.push(...assignments(Object.fromEntries(qualified), type, unknown));
    }
  }
  return found;
}

/** Whether clients cannot change the target. */
export function isReadOnly(target: PatchTarget): boolean {
  if (target.attribute === null) return false;
  return target.attribute.mutability === 'readOnly' || target.sub?.mutability === 'readOnly';
}

/** @returns `null` for an unknown name */
function targetOf(name: string, type: ResourceType, unknown: UnknownNames): PatchTarget | null {
  const bracket = name.indexOf('[');
  const plain = type.find(bracket < 0 ? name : name.slice(0, bracket).trimEnd());
  if (plain === undefined) {
    unknown.add(reportedName(name, type));
    return null;
  }
  return bracket < 0 ? wholeTarget(plain) : parsePath(name, type, unknown);
}
