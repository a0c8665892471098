import fc from 'fast-check';
import type { AttributeDefinition } from '../../src/scim/attribute.js';
import type { ResourceType } from '../../src/scim/resource-type.js';
import { attributeValue, simpleValue, TEXTS } from './arbitrary-resource.js';

/** Placeholder for a name prefix that no other resource has. */
export const OWN = '@@';
/** Placeholder, followed by a number, for the id of a member; numbers from `MEMBERS` on do not exist. */
export const MEMBER = '##';
export const MEMBERS = 5;

/** A path with values for it, including cleared parts and wrong types. */
interface Target {
  readonly path: fc.Arbitrary<string>;
  readonly value: fc.Arbitrary<unknown>;
}

const nothing = fc.constantFrom<unknown>(null, '', [], {});
const anyThing = fc.constantFrom<unknown>(
  5,
  'x',
  true,
  [[]],
  [{ value: 'x' }],
  { value: 'x' },
  { value: '' },
  { type: 'work' },
);
const verb = fc.constantFrom('add', 'Add', 'replace', 'Replace');
const remove = fc.constantFrom('remove', 'Remove');

function orOdd(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: value },
    { weight: 2, arbitrary: nothing },
    { weight: 1, arbitrary: anyThing },
  );
}

function anyCase(name: string): fc.Arbitrary<string> {
  return fc.constantFrom(name, name, name, name.toUpperCase());
}

/** All targets of a PATCH of a resource type, in every form of path. */
function targetsOf(type: ResourceType): Target[] {
  const own = { path: fc.constant(type.name === 'User' ? 'userName' : 'displayName'), value: ownName };
  const core = type.attributes
    .filter(
      ({ required, association, returned }) => !required && association !== true && returned !== 'never',
    )
    .filter(({ name }) => !['id', 'schemas', 'meta', 'groups'].includes(name))
    .flatMap((attribute) => [
      ...attributeTargets('', attribute),
      ...attributeTargets(`${type.schema.id}:`, attribute).slice(0, 1),
    ]);
  const extensions = type.extensions.flatMap(({ id, attributes }) => [
    ...attributes.flatMap((attribute) => attributeTargets(`${id}:`, attribute)),
    {
      path: anyCase(id),
      value: fc
        .constantFrom(...attributes)
        .chain((each) => attributeValue(each, 0.6).map((value) => ({ [each.name]: value }))),
    },
  ]);
  return [own, ...core, ...extensions];
}

const ownName = fc.constantFrom<unknown>(`${OWN}a`, `${OWN}A`, `${OWN}b`, `${OWN}é`, '', 5);

function attributeTargets(prefix: string, attribute: AttributeDefinition): Target[] {
  const name = prefix + attribute.name;
  const whole = { path: anyCase(name), value: orOdd(attributeValue(attribute, 0.6)) };
  const subs = attribute.subAttributes;
  if (subs === undefined) return [whole];
  const bySub = subs.map((sub) => ({ path: anyCase(`${name}.${sub.name}`), value: orOdd(simpleValue(sub)) }));
  if (!attribute.multiValued) {
    const shorthand = fc.constantFrom<unknown>('u-41', [{ value: 'u-41' }], {
      value: 'u-42',
      $ref: '../Users/u-42',
    });
    return [whole, { ...whole, value: shorthand }, ...bySub];
  }
  const selected = filterOn(subs);
  return [
    whole,
    ...bySub,
    {
      path: selected.map((filter) => `${name}[${filter}]`),
      value: orOdd(attributeValue({ ...attribute, multiValued: false }, 0.6)),
    },
    ...subs.map((sub) => ({
      path: selected.map((filter) => `${name}[${filter}].${sub.name}`),
      value: orOdd(simpleValue(sub)),
    })),
  ];
}

/** Filters in brackets, most of which describe an element to create. */
function filterOn(subs: readonly AttributeDefinition[]): fc.Arbitrary<string> {
  const text = fc
    .constantFrom(...TEXTS.slice(0, 4), 'work', 'Work', 'home')
    .map((each) => JSON.stringify(each));
  const named = (name: string) => subs.some((sub) => sub.name === name);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('work', 'home', 'other').map((each) => `type eq "${each}"`) },
    fc.constantFrom(
      'primary eq true',
      'primary eq "True"',
      'type pr',
      'not (type eq "work")',
      'primary ne true',
    ),
    fc
      .tuple(fc.constantFrom(...subs.filter((sub) => sub.type === 'string')), text)
      .map(([sub, value]) => `${sub.name} eq ${value}${named('type') ? ' and type eq "work"' : ''}`),
  );
}

function memberOperation(): fc.Arbitrary<unknown> {
  const id = fc
    .integer({ min: 0, max: MEMBERS * 2 })
    .map((number) => `${MEMBER}${number < MEMBERS * 2 ? number % MEMBERS : 9};`);
  const list = fc.array(
    id.map((value) => ({ value })),
    { maxLength: 4 },
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: list },
    id.map((each) => ({ value: each })),
    nothing,
  );
  const filter = fc.oneof(
    { weight: 3, arbitrary: id.map((each) => `value eq "${each}"`) },
    fc.tuple(id, id).map(([a, b]) => `value eq "${a}" or value eq "${b}"`),
    fc.constantFrom('type eq "User"', 'type eq "Group"', 'not (type eq "User")'),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ op: verb, path: anyCase('members'), value }) },
    { weight: 2, arbitrary: fc.record({ op: remove, path: fc.constant('members'), value }) },
    {
      weight: 2,
      arbitrary: fc.tuple(remove, filter).map(([op, each]) => ({ op, path: `members[${each}]` })),
    },
    fc.tuple(verb, value).map(([op, members]) => ({ op, value: { members } })),
    fc.constant({ op: 'remove', path: 'members' }),
  );
}

/** One operation in either grammar: with a path, or with an object of attributes, dotted names and paths. */
function operation(type: ResourceType): fc.Arbitrary<unknown> {
  const target = fc.constantFrom(...targetsOf(type)).chain(({ path, value }) => fc.tuple(path, value));
  const attributes = fc
    .array(target, { minLength: 1, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(verb, target).map(([op, [path, value]]) => ({ op, path, value })) },
    { weight: 3, arbitrary: fc.record({ op: verb, value: attributes }) },
    { weight: 2, arbitrary: fc.tuple(remove, target).map(([op, [path]]) => ({ op, path })) },
    fc.tuple(remove, target).map(([op, [path, value]]) => ({ op, path, value })),
    ...(type.name === 'Group' ? [{ weight: 6, arbitrary: memberOperation() }] : []),
  );
}

/** Sequences of requests, each a list of operations with placeholders. */
export function patchSequence(type: ResourceType): fc.Arbitrary<unknown[][]> {
  const request = fc.array(operation(type), { minLength: 1, maxLength: 4 });
  return fc.array(request, { minLength: 2, maxLength: 5 });
}
