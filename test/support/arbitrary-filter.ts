import fc from 'fast-check';
import type { AttributeDefinition, AttributeType } from '../../src/scim/attribute.js';
import { valuesOf } from '../../src/scim/filter/evaluate.js';
import type { ScimResource } from '../../src/scim/resource.js';
import { dateTimeKey } from '../../src/scim/compare.js';
import type { AttributeTarget, ResourceType } from '../../src/scim/resource-type.js';
import { DATES, DECIMALS, TEXTS } from './arbitrary-resource.js';

const ORDER = ['gt', 'ge', 'lt', 'le'];
const EQUALITY = ['eq', 'ne'];

/** The operators that a type allows, RFC 7644 table 3. */
export const OPERATORS: Readonly<Record<Exclude<AttributeType, 'complex'>, readonly string[]>> = {
  string: [...EQUALITY, 'co', 'sw', 'ew', ...ORDER],
  reference: [...EQUALITY, 'co', 'sw', 'ew', ...ORDER],
  dateTime: [...EQUALITY, ...ORDER],
  integer: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  boolean: EQUALITY,
  binary: EQUALITY,
};

/** A comparison or `pr` on one attribute, as text without its literal. */
export interface Leaf {
  /** Such as `emails.value`, or `value` between brackets. */
  readonly name: string;
  readonly type: Exclude<AttributeType, 'complex'>;
  readonly op: string;
  readonly text: fc.Arbitrary<string>;
}

/** Every attribute and sub-attribute that supports filters and sorting. */
export function filterableTargets(type: ResourceType): AttributeTarget[] {
  const extensions = type.extensions.map(({ id, attributes }) => ({ prefix: `${id}:`, attributes }));
  return [{ prefix: '', attributes: type.attributes }, ...extensions].flatMap(({ prefix, attributes }) =>
    attributes
      .filter(({ returned }) => returned !== 'never')
      .flatMap((attribute) =>
        (attribute.subAttributes ?? [null])
          .filter((sub) => sub === null || isStored(attribute, sub))
          .map((sub) => {
            const target = type.find(prefix + attribute.name + (sub === null ? '' : `.${sub.name}`));
            if (target?.attribute == null) throw new Error(`A ${type.name} has no ${attribute.name}`);
            return target;
          }),
      ),
  );
}

/** The addresses and names of members and groups are computed for each answer, so filters do not support them. */
function isStored(attribute: AttributeDefinition, sub: AttributeDefinition): boolean {
  if (attribute.association !== true) return true;
  return sub.name !== '$ref' && !(attribute.name === 'members' && sub.name === 'display');
}

/** Every operator on every attribute of a type, with literals close to the resources' values. */
export function leaves(type: ResourceType, resources: readonly ScimResource[]): Leaf[] {
  return filterableTargets(type).flatMap((target) => leavesOn(target.path, target, resources));
}

function leavesOn(name: string, target: AttributeTarget, resources: readonly ScimResource[]): Leaf[] {
  const definition = target.sub ?? target.attribute;
  const { type } = definition;
  if (type === 'complex') throw new Error(`"${name}" is complex`);
  const values = resources.flatMap((resource) => valuesOf(target, resource));
  const literal = literalOf(definition, values, true);
  const existing = literalOf(definition, values, false);
  const present = fc.constantFrom(`${name} pr`, `${name} ne null`, `${name} eq null`);
  return [
    { name, type, op: 'pr', text: present },
    ...OPERATORS[type].map((op) => {
      const literals = op === 'eq' ? existing : literal;
      return { name, type, op, text: literals.map((each) => `${name} ${op} ${each}`) };
    }),
  ];
}

/** Valid filters as text for a resource type, nested, on any of its attributes. */
export function filterText(type: ResourceType, resources: readonly ScimResource[]): fc.Arbitrary<string> {
  const single = leaves(type, resources).map(({ text }) => text);
  const brackets = bracketed(type, resources);
  return nested(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...single).chain((text) => text) },
      { weight: 1, arbitrary: anyOf(leaves(type, resources)) },
      { weight: 1, arbitrary: fc.constantFrom(...brackets).chain((text) => text) },
    ),
    3,
  );
}

/** `emails[…]`, `emails[…].value …`, `emails pr` and `emails …` for each complex attribute. */
export function bracketed(
  type: ResourceType,
  resources: readonly ScimResource[],
): readonly fc.Arbitrary<string>[] {
  const byAttribute = new Map<string, AttributeTarget[]>();
  for (const target of filterableTargets(type)) {
    if (target.sub === null) continue;
    const name = target.path.slice(0, -1 - target.sub.name.length);
    byAttribute.set(name, [...(byAttribute.get(name) ?? []), target]);
  }
  return [...byAttribute].flatMap(([name, targets]) => {
    const condition = fc
      .constantFrom(...targets.flatMap((each) => leavesOn(each.sub?.name ?? '', each, resources)))
      .chain(({ text }) => text);
    const value = targets.find(({ sub }) => sub?.name === 'value');
    const either = anyOf(targets.flatMap((each) => leavesOn(each.sub?.name ?? '', each, resources)));
    return [
      fc.tuple(condition, either).map(([inner, any]) => `${name}[${inner} and (${any})]`),
      nested(condition, 2).map((inner) => `${name}[${inner}]`),
      fc.tuple(condition, condition).map(([inner, outer]) => `${name}[${inner}].${outer}`),
      fc.constantFrom(`${name} pr`, `${name} eq null`),
      ...(value === undefined ? [] : leavesOn(name, value, resources).map(({ text }) => text)),
    ];
  });
}

/** `a eq x or a eq y`, for one of the attributes. */
function anyOf(some: readonly Leaf[]): fc.Arbitrary<string> {
  return fc
    .constantFrom(...some.filter(({ op }) => op === 'eq'))
    .chain(({ text }) => fc.array(text, { minLength: 2, maxLength: 4 }))
    .map((texts) => texts.join(' or '));
}

/** A single comparison whose value may be unescaped. */
export function unescapedText(type: ResourceType, resources: readonly ScimResource[]): fc.Arbitrary<string> {
  return fc
    .constantFrom(...leaves(type, resources).filter((leaf) => leaf.op === 'eq' && leaf.type === 'string'))
    .chain(({ text }) => text)
    .chain((escaped) => {
      const start = escaped.indexOf('"');
      const written = JSON.parse(escaped.slice(start)) as string;
      return fc.constantFrom(escaped, `${escaped.slice(0, start)}"${written}"`, `${escaped.slice(0, -1)}\\"`);
    });
}

function nested(leaf: fc.Arbitrary<string>, depth: number): fc.Arbitrary<string> {
  if (depth === 0) return leaf;
  const inner = nested(leaf, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `${a} and ${b}`) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `(${a} or ${b})`) },
    { weight: 1, arbitrary: inner.map((a) => `not (${a})`) },
  );
}

/**
 * Literals for an attribute, derived from its values.
 * @param strangers whether to include other literals
 */
function literalOf(
  definition: AttributeDefinition,
  values: readonly unknown[],
  strangers: boolean,
): fc.Arbitrary<string> {
  const known = <T>(others: readonly T[]): fc.Arbitrary<T> =>
    values.length === 0
      ? fc.constantFrom(...others)
      : fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom(...(values as T[])) },
          { weight: strangers ? 1 : 0, arbitrary: fc.constantFrom(...others) },
        );
  switch (definition.type) {
    case 'string':
    case 'reference':
      return known(TEXTS)
        .chain(partOf)
        .map((text) => JSON.stringify(text));
    case 'dateTime':
      return known(DATES)
        .chain(sameInstant)
        .map((text) => JSON.stringify(text));
    case 'integer':
    case 'decimal':
      return known(DECIMALS).chain((each) =>
        fc.constantFrom(String(each), String(each + 1), each.toExponential()),
      );
    case 'boolean':
      return known([true, false]).chain((truth) =>
        truth ? fc.constantFrom('true', 'TRUE', '"True"') : fc.constantFrom('false', '"fAlse"'),
      );
    case 'binary':
      return known(['AAAA', 'aaaa', 'aGk=']).map((text) => JSON.stringify(text));
    case 'complex':
      throw new Error('A complex attribute is compared by its parts');
  }
}

/** The text or a part of it, possibly in another spelling. */
function partOf(text: string): fc.Arbitrary<string> {
  const characters = [...text];
  const place = fc.nat(characters.length);
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constant(text) },
    place.map((end) => characters.slice(0, end).join('')),
    place.map((start) => characters.slice(start).join('')),
    fc.tuple(place, place).map(([start, length]) => characters.slice(start, start + length).join('')),
  );
  const writing = fc.constantFrom<(each: string) => string>(
    (each) => each,
    (each) => each,
    (each) => each.toUpperCase(),
    (each) => each.toLowerCase(),
    (each) => each.normalize('NFD'),
  );
  return fc.tuple(part, writing).map(([each, write]) => write(each));
}

/** The same instant or one close to it, with any offset or none, any fraction, and 24:00 for midnight. */
function sameInstant(text: string): fc.Arbitrary<string> {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = Date.parse(
    text
      .replace(/\.\d+/, '')
      .replace(/:\d\d$/, '$&Z')
      .replace(/([+-]\d\d:\d\d)Z$/, '$1'),
  );
  return (
    fc
      .tuple(
        fc.constantFrom(null, -480, 0, 90, 840),
        fc.constantFrom(
          fraction,
          `${fraction}000`.slice(0, 9),
          '',
          '0',
          '5',
          `${fraction.slice(0, 3).padEnd(3, '0')}0001`,
        ),
      )
      .map(([minutes, digits]) => {
        const local = new Date(seconds + (minutes ?? 0) * 60_000).toISOString().slice(-24, -5);
        const point = digits === '' ? '' : `.${digits}`;
        return asEndOfDay(local, /[1-9]/.test(digits)) + point + offsetText(minutes);
      })
      // The offset may lead beyond the years that can be written.
      .map((written) => (dateTimeKey(written) === null ? text : written))
  );
}

function asEndOfDay(local: string, hasFraction: boolean): string {
  if (hasFraction || !local.endsWith('T00:00:00')) return local;
  const dayBefore = new Date(Date.parse(`${local}Z`) - 1).toISOString();
  return `${dayBefore.slice(0, 10)}T24:00:00`;
}

function offsetText(minutes: number | null): string {
  if (minutes === null) return '';
  if (minutes === 0) return 'Z';
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${`0${hour}`.slice(-2)}:${`0${minute}`.slice(-2)}`;
}
