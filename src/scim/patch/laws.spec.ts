import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedForm } from '../stored-form.js';
import { ScimError } from '../errors.js';
import { userType } from '../resource-type.js';
import { isObject, type ScimResource } from '../resource.js';
import { parseResourceBody } from '../resource-body.js';
import { applyPatch, type Patched } from './apply.js';
import { resultOf } from './interruptible.js';
import { parsePatch } from './operations.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const text = fc.constantFrom('a', 'A', 'b', 'lena@x', ' ', 'é', '\u{1F600}');
const nothing = fc.constantFrom(null, '');
const textOrNothing = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: nothing });
const truth = fc.constantFrom(true, false, 'True', 'False', 'true', null);
const type = fc.constantFrom('work', 'Work', 'home', 'other');

/** An object without any name is refused. */
const named = <T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  arbitrary.filter((each) => Object.keys(each).length > 0);

const email = named(
  fc.record({ value: textOrNothing, type, primary: truth, display: text }, { requiredKeys: [] }),
);
const emails = fc.oneof(fc.array(email, { maxLength: 4 }), email, nothing);
const address = named(fc.record({ type, locality: textOrNothing, primary: truth }, { requiredKeys: [] }));
const name = fc.record({ givenName: textOrNothing, familyName: textOrNothing }, { requiredKeys: [] });
const manager = fc.oneof(
  text,
  fc.record({ value: textOrNothing, $ref: text }, { requiredKeys: [] }),
  nothing,
);
const extension = fc.record({ department: textOrNothing, manager }, { requiredKeys: [] });

const body = fc
  .record(
    {
      userName: text,
      title: textOrNothing,
      active: truth,
      name,
      emails,
      addresses: fc.array(address, { maxLength: 3 }),
      [URN]: extension,
    },
    { requiredKeys: ['userName'] },
  )
  .map((attributes) => ({ schemas: [CORE], ...attributes }));

const filter = fc.oneof(
  type.map((each) => `type eq "${each}"`),
  fc.constant('primary eq "True"'),
  fc.tuple(type, text).map(([each, value]) => `type eq "${each}" and display eq "${value}"`),
  fc.constantFrom('type pr', 'not (type eq "work")', 'primary ne true'),
);
const verb = fc.constantFrom('add', 'Add', 'replace', 'Replace');

/** Paths with values of the right type. */
const target = fc.oneof(
  fc.tuple(
    fc.constantFrom('title', 'nickName', 'department', `${URN}:costCenter`, 'name.givenName'),
    textOrNothing,
  ),
  fc.tuple(fc.constant('active'), truth),
  fc.tuple(fc.constant('name'), fc.oneof(name, nothing)),
  fc.tuple(fc.constantFrom('manager', `${URN}:manager`), manager),
  fc.tuple(fc.constant(URN), fc.oneof(extension, nothing)),
  fc.tuple(fc.constant('emails'), emails),
  fc.tuple(fc.constantFrom('emails.value', 'emails.type', 'emails.display'), textOrNothing),
  fc.tuple(
    filter.map((each) => `emails[${each}].value`),
    textOrNothing,
  ),
  fc.tuple(
    filter.map((each) => `emails[${each}].primary`),
    truth,
  ),
  fc.tuple(
    filter.map((each) => `emails[${each}]`),
    fc.oneof(email, nothing),
  ),
  fc.tuple(
    type.map((each) => `addresses[type eq "${each}"].locality`),
    textOrNothing,
  ),
);
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(verb, target).map(([op, [path, value]]) => ({ op, path, value })) },
  { weight: 1, arbitrary: target.map(([path]) => ({ op: 'remove', path })) },
  { weight: 1, arbitrary: emails.map((value) => ({ op: 'Remove', path: 'emails', value })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(verb, fc.array(target, { maxLength: 3 }))
      .map(([op, targets]) => ({ op, value: Object.fromEntries(targets) as unknown })),
  },
);
const operations = fc.array(operation, { minLength: 1, maxLength: 6 });

function patch(resource: ScimResource, Operations: readonly unknown[]): Patched | null {
  try {
    return resultOf(
      applyPatch(resource, resultOf(parsePatch({ schemas: [PATCH], Operations }, userType)), userType),
    );
  } catch (error) {
    // A filter that matches nothing and from which no element can be created.
    if (error instanceof ScimError && error.scimType === 'noTarget') return null;
    throw error;
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** Every value in a resource that must not be stored. */
function unstorable(value: unknown): unknown[] {
  if (value === null || value === undefined || value === '') return [value];
  if (Array.isArray(value)) return value.length === 0 ? [value] : value.flatMap(unstorable);
  if (!isObject(value)) return [];
  const values = Object.values(value);
  return values.length === 0 ? [value] : values.flatMap(unstorable);
}

/** Equality by JSON, independent of the code under test; the order of keys does not matter. */
function equals(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) =>
      isObject(each) ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1))) : each,
    );
  return sorted(a) === sorted(b);
}

function primaries(elements: unknown): number {
  return Array.isArray(elements)
    ? elements.filter((each) => isObject(each) && each.primary === true).length
    : 0;
}

/** Runs `test` on the outcome of random operations on random users, both in stored form. */
function afterPatch(
  test: (before: ScimResource, patched: Patched, operations: readonly unknown[]) => void,
): void {
  let applied = 0;
  const property = fc.property(body, operations, (sent, Operations) => {
    const before = frozen(parseResourceBody(sent, userType).resource);
    const patched = patch(before, Operations);
    if (patched === null) return;
    applied++;
    test(before, patched, Operations);
  });
  fc.assert(property, { numRuns: 600 });
  expect(applied).toBeGreaterThan(300);
}

describe('laws of PATCH', () => {
  it('leaves a resource in stored form', () => {
    afterPatch((_, { resource }) => {
      expect(storedForm(resource, userType)).toEqual(resource);
      expect(unstorable(resource)).toEqual([]);
      const named = Object.keys(resource).includes(URN) ? [CORE, URN] : [CORE];
      expect(resource.schemas).toEqual(named);
    });
  });

  it('leaves one primary at most', () => {
    afterPatch((_, { resource }) => {
      expect(primaries(resource.emails)).toBeLessThanOrEqual(1);
      expect(primaries(resource.addresses)).toBeLessThanOrEqual(1);
    });
  });

  it('is deterministic, and reports a change exactly when an attribute differs', () => {
    afterPatch((before, patched, Operations) => {
      expect(patch(before, Operations)).toEqual(patched);
      expect(patched.changed).toBe(!equals(before, patched.resource));
    });
  });

  it('does the same in one request as in several', () => {
    afterPatch((before, { resource }, Operations) => {
      const inTurn = Operations.reduce<ScimResource | undefined>(
        (each, one) => each && patch(each, [one])?.resource,
        before,
      );
      expect(inTurn).toEqual(resource);
    });
  });

  it('replace of every attribute with its value changes nothing', () => {
    fc.assert(
      fc.property(body, (sent) => {
        const { resource } = parseResourceBody(sent, userType);
        expect(patch(resource, [{ op: 'replace', value: resource }])).toMatchObject({ changed: false });
        expect(patch(resource, [{ op: 'add', value: resource }])).toMatchObject({ changed: false });
        expect(parseResourceBody(resource, userType).resource).toEqual(resource);
      }),
      { numRuns: 400 },
    );
  });

  it('takes nothing away for what holds nothing known', () => {
    const full: ScimResource = {
      schemas: [CORE, URN],
      userName: 'lena@x',
      name: { givenName: 'Lena' },
      emails: [{ type: 'work', value: 'lena@x' }],
      roles: [{ value: 'Editor' }],
      [URN]: { manager: { value: 'u-1' } },
    };
    const strange = fc.constantFrom('id', 'address', 'number', 'Emails2', '__proto__', 'x.value');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.dictionary(strange, fc.oneof(fc.constantFrom('x', 1, true), tie('value')), { maxKeys: 3 }),
        fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      ),
    }));
    const path = fc.constantFrom(
      'emails',
      'roles',
      'name',
      'manager',
      'emails[type eq "work"]',
      'emails[value pr]',
      'addresses',
    );
    const op = fc.constantFrom('add', 'replace', 'Replace');
    fc.assert(
      fc.property(op, path, value, (verb, name, sent) => {
        for (const each of [
          { op: verb, path: name, value: sent },
          { op: verb, value: { [name]: sent } },
        ]) {
          try {
            expect(patch(frozen(full), [each])).toMatchObject({ changed: false });
          } catch (error) {
            expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' });
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('keeps a user disabled until an operation sets true', () => {
    const disabled: ScimResource = { schemas: [CORE], userName: 'lena@x', active: false };
    const path = fc.constantFrom('active', 'Active', `${CORE}:active`);
    const value = fc.constantFrom<unknown>(null, '', [], [null], [{ value: '' }], false, 'False', {
      active: null,
    });
    const each = fc.oneof(
      fc.tuple(verb, path, value).map(([op, name, sent]) => ({ op, path: name, value: sent })),
      fc.tuple(verb, path, value).map(([op, name, sent]) => ({ op, value: { [name]: sent } })),
      path.map((name) => ({ op: 'remove', path: name })),
    );
    fc.assert(
      fc.property(fc.array(each, { minLength: 1, maxLength: 4 }), (Operations) => {
        expect(patch(disabled, Operations)?.resource.active).toBe(false);
        const first = { op: 'replace', path: 'active', value: false };
        expect(patch({ ...disabled, active: true }, [first, ...Operations])?.resource.active).toBe(false);
      }),
    );
  });
});
