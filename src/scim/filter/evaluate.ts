import { compareKeys, comparisonKey, type Comparable } from '../compare.js';
import { isObject, isUnassigned, type ScimResource } from '../resource.js';
import type { AttributeTarget } from '../resource-type.js';
import type { CheckedFilter, Comparison } from './ast.js';

/** A filter without `and`, `or` and `not`. */
type Condition = Exclude<CheckedFilter, { readonly kind: 'and' | 'or' | 'not' }>;

/**
 * Whether a resource satisfies a filter. This is the specification that the SQL of every database must match.
 *
 * A comparison holds when any value of the attribute satisfies it. An attribute without a value satisfies `ne` and no
 * other comparison. Within `attribute[…]`, all conditions apply to the same element.
 */
export function evaluate(filter: CheckedFilter, resource: ScimResource): boolean {
  return holds(filter, (condition) => {
    const values = valuesOf(condition.target, resource);
    return values.length === 0
      ? satisfiesCondition(undefined, condition)
      : values.some((value) => satisfiesCondition(value, condition));
  });
}

/** Whether one element of a multi-valued attribute satisfies a filter on its sub-attributes. */
export function evaluateElement(filter: CheckedFilter, element: Record<string, unknown>): boolean {
  return holds(filter, (condition) => {
    const { sub } = condition.target;
    return satisfiesCondition(sub === null ? element : element[sub.name], condition);
  });
}

function holds(filter: CheckedFilter, test: (condition: Condition) => boolean): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => holds(operand, test));
    case 'or':
      return filter.operands.some((operand) => holds(operand, test));
    case 'not':
      return !holds(filter.operand, test);
    case 'compare':
    case 'present':
    case 'elements':
      return test(filter);
  }
}

/** @param value one value of the attribute; `undefined` when there is none */
function satisfiesCondition(value: unknown, condition: Condition): boolean {
  if (isUnassigned(value)) return condition.kind === 'compare' && condition.op === 'ne';
  switch (condition.kind) {
    case 'present':
      return true;
    case 'compare': {
      const { target, op, key } = condition;
      return satisfies(comparisonKey(target.sub ?? target.attribute, value as Comparable), op, key);
    }
    case 'elements':
      return isObject(value) && evaluateElement(condition.filter, value);
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
