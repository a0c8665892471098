import { isNeverShown, subAttribute, type AttributeDefinition, type AttributeType } from '../attribute.js';
import { comparisonKey, dateTimeKey, type Comparable } from '../compare.js';
import { booleanFromText, numberFromText } from '../entra.js';
import { ScimError } from '../errors.js';
import type { AttributeTarget, ResourceType } from '../resource-type.js';
import type { CheckedFilter, Comparison, Filter, Literal } from './ast.js';

/** The expected literal, where the name of the type does not say. */
const EXPECTED: Partial<Record<AttributeType, string>> = {
  dateTime: ', expected one such as "2026-01-31T10:00:00Z" (the offset may be missing)',
};

/** Resolves an attribute name in a filter; `undefined` when there is no such attribute. */
type Scope = (name: string) => AttributeTarget | undefined;

/**
 * Resolves the names of a filter for a resource type and converts its literals.
 * @throws ScimError invalidFilter when a name is unknown, an attribute is never returned, or an operator or literal
 *   does not fit the attribute's type
 */
export function checkFilter(filter: Filter, type: ResourceType): CheckedFilter {
  return check(filter, (name) => {
    const target = type.find(name);
    return target === undefined || target.attribute === null ? undefined : target;
  });
}

/**
 * Like `checkFilter`, for the filter in `target[…]`: names are sub-attributes of the target.
 * @throws ScimError invalidFilter
 */
export function checkElementFilter(filter: Filter, target: AttributeTarget): CheckedFilter {
  return check(filter, (name) => {
    const sub = subAttribute(target.attribute, name);
    return sub && { ...target, sub, path: `${target.path}.${sub.name}` };
  });
}

function check(filter: Filter, scope: Scope): CheckedFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, operands: filter.operands.map((operand) => check(operand, scope)) };
    case 'not':
      return { kind: 'not', operand: check(filter.operand, scope) };
    case 'present':
      return { kind: 'present', target: resolve(filter.path, scope) };
    case 'compare': {
      const target = resolve(filter.path, scope);
      return filter.literal.value === null
        ? checkNull(filter.op, target)
        : checkReadings(filter.op, filter.literal, comparable(target));
    }
    case 'elements': {
      const target = resolve(filter.path, scope);
      if (target.attribute.type !== 'complex' || target.sub !== null) {
        throw ScimError.invalidFilter(
          `"${target.path}" has no sub-attributes, so it cannot be followed by "[…]"`,
        );
      }
      return { kind: 'elements', target, filter: checkElementFilter(filter.filter, target) };
    }
  }
}

function resolve(name: string, scope: Scope): AttributeTarget {
  const target = scope(name);
  if (target === undefined) throw ScimError.invalidFilter(`Unknown attribute "${name.slice(0, 200)}"`);
  return readable(target);
}

/** A filter would reveal values that no answer may contain (RFC 7643 section 7, `returned`). */
function readable(target: AttributeTarget): AttributeTarget {
  for (const definition of [target.attribute, target.sub]) {
    if (definition !== null && isNeverShown(definition)) {
      throw ScimError.invalidFilter(`"${target.path}" is never returned, so it cannot be used in a filter`);
    }
  }
  return target;
}

/** A complex attribute is compared by its `value` sub-attribute (RFC 7644 section 3.4.2.2, `emails co`). */
function comparable(target: AttributeTarget): AttributeTarget {
  if (target.sub !== null || target.attribute.type !== 'complex') return target;
  const value = subAttribute(target.attribute, 'value');
  if (value === undefined) {
    const names = target.attribute.subAttributes?.map((sub) => sub.name).join(', ');
    throw ScimError.invalidFilter(`"${target.path}" is complex; compare one of its sub-attributes: ${names}`);
  }
  return readable({ ...target, sub: value, path: `${target.path}.${value.name}` });
}

/** Null means "unassigned" (RFC 7643 section 2.5). */
function checkNull(op: Comparison, target: AttributeTarget): CheckedFilter {
  const present: CheckedFilter = { kind: 'present', target };
  if (op === 'ne') return present;
  if (op === 'eq') return { kind: 'not', operand: present };
  throw ScimError.invalidFilter(`"${target.path}" cannot be compared with null by "${op}"; use eq, ne or pr`);
}

/** A string that may be unescaped is compared in both readings. */
function checkReadings(op: Comparison, literal: Literal, target: AttributeTarget): CheckedFilter {
  const read = checkComparison(op, literal, target);
  const { type } = target.sub ?? target.attribute;
  const { written } = literal;
  if (written === undefined || (type !== 'string' && type !== 'reference')) return read;
  return { kind: 'or', operands: [read, checkComparison(op, { value: written, text: written }, target)] };
}

function checkComparison(op: Comparison, literal: Literal, target: AttributeTarget): CheckedFilter {
  const definition = target.sub ?? target.attribute;
  const allowed = operatorsOf(definition);
  if (!allowed.includes(op)) {
    throw ScimError.invalidFilter(
      `"${op}" does not suit "${target.path}" of type ${definition.type}; use ${allowed.join(', ')} or pr`,
    );
  }
  const value = fit(literal, definition);
  if (value === undefined) {
    throw ScimError.invalidFilter(
      `"${target.path}" is of type ${definition.type}; got "${literal.text.slice(0, 200)}"${EXPECTED[definition.type] ?? ''}`,
    );
  }
  return { kind: 'compare', target, op, value, key: comparisonKey(definition, value) };
}

function operatorsOf({ type }: AttributeDefinition): readonly Comparison[] {
  switch (type) {
    case 'string':
    case 'reference':
      return ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
    case 'dateTime':
    case 'integer':
    case 'decimal':
      return ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
    case 'boolean':
    case 'binary':
    case 'complex':
      // RFC 7644 table 3: booleans and binaries have no order.
      return ['eq', 'ne'];
  }
}

/** The literal as a value of the attribute's type; `undefined` when it is not one. */
function fit(literal: Literal, { type }: AttributeDefinition): Comparable | undefined {
  switch (type) {
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return literal.text;
    case 'boolean':
      return typeof literal.value === 'boolean' ? literal.value : booleanFromText(literal.text);
    case 'dateTime':
      return dateTimeKey(literal.text) === null ? undefined : literal.text;
    case 'integer':
    case 'decimal':
      // Entra quotes every value.
      return typeof literal.value === 'number' ? literal.value : numberFromText(literal.text);
  }
}
