import { isNeverShown } from '../attribute.js';
import { ScimError } from '../errors.js';
import { resourceTypes, type ResourceType } from '../resource-type.js';
import type { Filter } from './ast.js';

/**
 * Refuses a filter in a URL that compares an attribute that no answer may contain, such as a password: URLs end up in
 * logs (RFC 7644 section 7.5.2).
 * @throws ScimError 403 sensitive naming the attribute
 */
export function refuseSecrets(filter: Filter, type: ResourceType): void {
  for (const name of comparedIn(filter)) {
    const target = type.find(name);
    if (target == null || target.attribute === null) continue;
    if (isNeverShown(target.attribute) || (target.sub !== null && isNeverShown(target.sub))) {
      throw ScimError.sensitive(
        `"${target.path}" is a secret: its values must not stand in a URL, and no filter can use it`,
      );
    }
  }
}

/**
 * The name of an attribute in a text whose values no answer may contain, such as `password`. The text may contain a
 * value of it too, so it must not be repeated.
 * @param type whose extensions may have more such attributes
 * @returns `undefined` when the text names none
 */
export function secretNamedIn(text: string, type: ResourceType): string | undefined {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}$_-]+/u);
  const attributes = [...resourceTypes, type].flatMap((each) => [
    ...each.attributes,
    ...each.extensions.flatMap((extension) => extension.attributes),
  ]);
  return attributes
    .flatMap((attribute) => [attribute, ...(attribute.subAttributes ?? [])])
    .filter(isNeverShown)
    .find(({ name }) => words.some((word) => word.startsWith(name.toLowerCase())))?.name;
}

/** The attribute names that a filter compares with a value. */
function* comparedIn(filter: Filter, prefix = ''): Generator<string> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const operand of filter.operands) yield* comparedIn(operand, prefix);
      break;
    case 'not':
      yield* comparedIn(filter.operand, prefix);
      break;
    case 'elements':
      yield* comparedIn(filter.filter, `${prefix}${filter.path}.`);
      break;
    case 'compare':
      if (filter.literal.value !== null) yield prefix + filter.path;
      break;
    case 'present':
      break;
  }
}
