import { isNeverShown, subAttribute, type AttributeDefinition } from './attribute.js';
import { ScimError } from './errors.js';
import type { CheckedFilter, Filter } from './filter/ast.js';
import { checkElementFilter } from './filter/check.js';
import { FilterParser } from './filter/parse.js';
import { secretNamedIn } from './filter/secrets.js';
import type { Span } from './filter/tokens.js';
import { unescapedValueIn } from './filter/unescaped.js';
import {
  resourceTypes,
  type AttributeTarget,
  type ExtensionTarget,
  type ResourceType,
} from './resource-type.js';
import type { UnknownNames } from './unknown-names.js';

/** The target of a PATCH operation. */
export type PatchTarget =
  | (ExtensionTarget & { readonly filter: null })
  | (AttributeTarget & {
      /** Selects elements of a multi-valued attribute; `null` selects the attribute as a whole. */
      readonly filter: CheckedFilter | null;
    });

/**
 * An attribute as a whole, or an extension. Property by property, for speed: it runs for every attribute of every
 * request.
 */
export function wholeTarget(target: AttributeTarget | ExtensionTarget): PatchTarget {
  if (target.attribute === null) return { extension: target.extension, attribute: null, filter: null };
  const { extension, attribute, sub, path } = target;
  return { extension, attribute, sub, path, filter: null };
}

/**
 * Resolves the `path` of a PATCH operation, RFC 7644 section 3.5.2: `attribute`, `attribute.sub`, `attribute[filter]`
 * or `attribute[filter].sub`, each optionally qualified by a schema URN, or the URN of a whole extension.
 * @param unknown collects the name when the schemas have no such attribute or sub-attribute
 * @returns `null` for an unknown name: such an attribute is ignored as in a body (RFC 7644 section 3.3)
 * @throws ScimError invalidPath when the path is malformed; in strict mode invalidSyntax for an unknown name
 */
export function parsePath(path: string, type: ResourceType, unknown: UnknownNames): PatchTarget | null {
  try {
    return resolveReadings(path, type, unknown);
  } catch (error) {
    // The error about an unknown name in strict mode needs no further text.
    if (!(error instanceof ScimError) || error.scimType === 'invalidSyntax') throw error;
    // An error of the filter in a path is an error of the path (RFC 7644 table 9).
    const secret = secretNamedIn(path, type);
    throw ScimError.invalidPath(
      secret === undefined
        ? `Path "${path.slice(0, 200)}": ${error.detail}`
        : `The path names "${secret}" with something around it, which is not repeated here: expected the name alone`,
    );
  }
}

/** A path that cannot be parsed may contain an unescaped value. */
function resolveReadings(path: string, type: ResourceType, unknown: UnknownNames): PatchTarget | null {
  try {
    return resolvePath(path, type, unknown);
  } catch (error) {
    const unescaped = unescapedValueIn(path);
    if (unescaped === null) throw error;
    return resolvePath(path, type, unknown, unescaped);
  }
}

/** The parts of a path, not yet resolved. */
interface WrittenPath {
  readonly name: string;
  readonly filter: Filter | null;
  /** The sub-attribute after the filter. */
  readonly sub: string | null;
}

/** One or two names, optionally qualified by a URN. */
const NAMES = /^(?:urn:.*:)?[\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+)?$/iu;

function resolvePath(
  path: string,
  type: ResourceType,
  unknown: UnknownNames,
  unescaped: Span | null = null,
): PatchTarget | null {
  const { name, filter, sub } = readPath(path, unescaped);
  const target = type.find(name);
  if (target === undefined) {
    if (!NAMES.test(name)) throw ScimError.invalidPath(`"${name.slice(0, 200)}" is no name of an attribute`);
    unknown.add(reportedName(name, type));
    return null;
  }
  if (filter === null) return wholeTarget(target);
  if (target.attribute === null || target.sub !== null || target.attribute.type !== 'complex') {
    throw ScimError.invalidPath(`"${name}" has no sub-attributes, so it cannot be followed by "[…]"`);
  }
  const part = sub === null ? null : subAttribute(target.attribute, sub);
  const stranger = part === undefined ? sub : strangerIn(filter, target.attribute);
  if (stranger !== null) {
    unknown.add(`${target.path}.${stranger}`);
    return null;
  }
  const checked = checkElementFilter(filter, target);
  if (part == null) return { ...target, filter: checked };
  return { ...target, sub: part, path: `${target.path}.${part.name}`, filter: checked };
}

function readPath(path: string, unescaped: Span | null): WrittenPath {
  const parser = new FilterParser(path, unescaped);
  const name = parser.take('word');
  if (name === null) throw parser.unexpected('an attribute name');
  if (parser.take('[') === null) {
    parser.expectEnd();
    return { name: name.text, filter: null, sub: null };
  }
  const filter = parser.parseOr();
  if (parser.take(']') === null) throw parser.unexpected('"]"');
  const rest = parser.take('word');
  parser.expectEnd();
  if (rest === null) return { name: name.text, filter, sub: null };
  const sub = rest.text.slice(1);
  if (!rest.text.startsWith('.') || sub.includes('.') || !NAMES.test(sub)) {
    throw ScimError.invalidPath(
      `"${name.text.slice(0, 200)}" has no sub-attribute "${rest.text.replace(/^\./, '').slice(0, 200)}"`,
    );
  }
  return { name: name.text, filter, sub };
}

/** The first name in a filter on elements that is no sub-attribute of the attribute. */
function strangerIn(filter: Filter, attribute: AttributeDefinition): string | null {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce<string | null>(
        (found, operand) => found ?? strangerIn(operand, attribute),
        null,
      );
    case 'not':
      return strangerIn(filter.operand, attribute);
    case 'compare':
    case 'present':
    case 'elements':
      return subAttribute(attribute, filter.path) === undefined ? filter.path : null;
  }
}

/**
 * An unknown name in a form that may be reported: without its filter, and for a secret only the attribute, since the
 * rest may be its value.
 */
export function reportedName(name: string, type: ResourceType): string {
  const bracket = name.indexOf('[');
  const plain = bracket < 0 ? name : name.slice(0, bracket);
  const dot = plain.lastIndexOf('.');
  if (dot < 0) return plain;
  const owner = plain.slice(0, dot);
  // In strict mode the type has no attribute `password`.
  for (const each of [type, ...resourceTypes]) {
    const target = each.find(owner);
    if (target?.attribute != null && isNeverShown(target.attribute)) return target.path;
  }
  return plain;
}
