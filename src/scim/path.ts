import type { AttributeDefinition } from './attribute.js';
import { subAttribute } from './attribute.js';
import { ScimError } from './errors.js';
import type { CheckedFilter } from './filter/ast.js';
import { checkElementFilter } from './filter/check.js';
import { FilterParser } from './filter/parse.js';
import { secretNamedIn } from './filter/secrets.js';
import type { AttributeTarget, ExtensionTarget, ResourceType } from './resource-type.js';

/** What a PATCH operation is aimed at. */
export type PatchTarget =
  | (ExtensionTarget & { readonly filter: null })
  | (AttributeTarget & {
      /** Selects elements of a multi-valued attribute; `null` stands for the attribute as a whole. */
      readonly filter: CheckedFilter | null;
    });

/** An attribute as a whole, or an extension. Written out, for speed: every attribute of every request is one. */
export function wholeTarget(target: AttributeTarget | ExtensionTarget): PatchTarget {
  if (target.attribute === null) return { extension: target.extension, attribute: null, filter: null };
  const { extension, attribute, sub, path } = target;
  return { extension, attribute, sub, path, filter: null };
}

/**
 * Resolves the `path` of a PATCH operation, RFC 7644 section 3.5.2: `attribute`, `attribute.sub`,
 * `attribute[filter]` or `attribute[filter].sub`, each optionally qualified by a schema URN, or the URN
 * of a whole extension.
 * @throws ScimError invalidPath when the path is malformed or names no attribute of the resource type
 */
export function parsePath(path: string, type: ResourceType): PatchTarget {
  try {
    return resolvePath(path, type);
  } catch (error) {
    // What is wrong with the filter in a path makes the path wrong (RFC 7644 table 9).
    if (!(error instanceof ScimError)) throw error;
    const secret = secretNamedIn(path, type);
    throw ScimError.invalidPath(
      secret === undefined
        ? `Path "${path.slice(0, 200)}": ${error.detail}`
        : `The path names "${secret}" with something around it, which is not repeated here: expected the name alone`,
    );
  }
}

function resolvePath(path: string, type: ResourceType): PatchTarget {
  const parser = new FilterParser(path);
  const name = parser.take('word');
  if (name === null) throw parser.unexpected('an attribute name');
  const target = type.find(name.text);
  if (target === undefined) {
    throw ScimError.invalidPath(`a ${type.name} has no attribute "${name.text.slice(0, 200)}"`);
  }
  if (parser.take('[') === null) {
    parser.expectEnd();
    return wholeTarget(target);
  }
  if (target.attribute === null || target.sub !== null || target.attribute.type !== 'complex') {
    throw ScimError.invalidPath(`"${name.text}" has no sub-attributes, so it cannot be followed by "[…]"`);
  }
  const filter = checkElementFilter(parser.parseOr(), target);
  if (parser.take(']') === null) throw parser.unexpected('"]"');
  const rest = parser.take('word');
  parser.expectEnd();
  if (rest === null) return { ...target, filter };
  const sub = subAttributeOf(target.attribute, rest.text);
  return { ...target, sub, path: `${target.path}.${sub.name}`, filter };
}

function subAttributeOf(attribute: AttributeDefinition, text: string): AttributeDefinition {
  const sub = text.startsWith('.') ? subAttribute(attribute, text.slice(1)) : undefined;
  if (sub === undefined) {
    throw ScimError.invalidPath(
      `"${attribute.name}" has no sub-attribute "${text.replace(/^\./, '').slice(0, 200)}"`,
    );
  }
  return sub;
}
