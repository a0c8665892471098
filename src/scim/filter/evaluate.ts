import { compareKeys, comparisonKey, type Comparable } from '../compare.js';
import { isObject, isUnassigned, type ScimResource } from '../resource.js';
import type { AttributeTarget } from '../resource-type.js';
import type { CheckedFilter, Comparison } from './ast.js';

/** Reads the values of an attribute, one per element; unassigned ones are left out. */
type Reader = (target: AttributeTarget) => unknown[];

/**
 * Whether a resource satisfies a filter. This is the specification that the SQL of every database must match.
 *
 * A comparison holds when any value of the attribute satisfies it. An attribute without a value satisfies `ne` and no
 * other comparison. Within `attribute[…]`, all conditions apply to the same element.
 */
export function evaluate(filter: CheckedFilter, resource: ScimResource): boolean {
  return holds(filter, (target) => valuesOf(target, resource));
}

/** Whether one element of a multi-valued attribute satisfies a filter on its sub-attributes. */
export function evaluateElement(filter: CheckedFilter, element: Record<string, unknown>): boolean {
  return holds(filter, ({ sub }) =>
    [sub === null ? element : element[sub.name]].filter((v) => !isUnassigned(v)),
  );
}

function holds(filter: CheckedFilter, read: Reader): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => holds(operand, read));
    case 'or':
      return filter.operands.some((operand) => holds(operand, read));
    case 'not':
      return !holds(filter.operand, read);
    case 'present':
      return read(filter.target).length > 0;
    case 'compare': {
      const { op, key } = filter;
      const definition = filter.target.sub ?? filter.target.attribute;
      const keys = read(filter.target).map((value) => comparisonKey(definition, value as Comparable));
      return keys.length === 0 ? op === 'ne' : keys.some((candidate) => satisfies(candidate, op, key));
    }
    case 'elements':
      return read(filter.target).some(
        (element) => isObject(element) && evaluateElement(filter.filter, element),
      );
  }
}

/** Compares a key with the key of a literal. */
export function satisfies(key: string, op: Comparison, literal: string): boolean {
  switch (op) {
    case 'eq':
      return key === literal;
    case 'ne':
      return key !== literal;
    case 'co':
      return key.includes(literal);
    case 'sw':
      return key.startsWith(literal);
    case 'ew':
      return key.endsWith(literal);
    case 'gt':
      return compareKeys(key, literal) > 0;
    case 'ge':
      return compareKeys(key, literal) >= 0;
    case 'lt':
      return compareKeys(key, literal) < 0;
    case 'le':
      return compareKeys(key, literal) <= 0;
  }
}

/** The values of `target` in a resource, from every element of a multi-valued attribute. */
export function valuesOf(target: AttributeTarget, resource: ScimResource): unknown[] {
  const container = target.extension === null ? resource : resource[target.extension];
  if (!isObject(container)) return [];
  const value = container[target.attribute.name];
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  const { sub } = target;
  return elements
    .map((element) => (sub === null ? element : isObject(element) ? element[sub.name] : undefined))
    .filter((found) => !isUnassigned(found));
}
