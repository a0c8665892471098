import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupType, userType } from '../../../src/scim/resource-type.js';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { TestService } from '../../support/service.js';
import { expectConsistentStorage } from '../../support/stored-rows.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const numRuns = Number(process.env.TEST_RUNS ?? 250);

const attributeNames = [userType, groupType].flatMap((type) =>
  [...type.attributes, ...type.extensions.flatMap(({ attributes }) => attributes)].flatMap((each) => [
    each.name,
    ...(each.subAttributes ?? []).map((sub) => `${each.name}.${sub.name}`),
  ]),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...attributeNames) },
  fc.constantFrom(
    ENTERPRISE,
    USER,
    GROUP,
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '$ref',
    'value',
    'type',
  ),
  fc.constantFrom(...attributeNames).map((each) => each.toUpperCase()),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const word = fc.constantFrom(
  'eq',
  'co',
  'pr',
  'and',
  'or',
  'not',
  '(',
  ')',
  '[',
  ']',
  '.',
  '"work"',
  '"',
  'true',
  'null',
  '1',
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.oneof(name, word), { maxLength: 12 }).map((words) => words.join(' ')),
  fc.tuple(name, name, name).map(([a, b, c]) => `${a}[${b} eq "work"].${c}`),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.constantFrom('', null, true, 'False', 0, -1.5, 1e300, 'work'), text),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const resource = fc
  .tuple(
    fc.dictionary(name, value, { maxKeys: 8 }),
    fc.constantFrom([USER], [GROUP], [USER, ENTERPRISE], []),
    text,
  )
  .map(([members, schemas, label]) => ({ userName: label, displayName: label, ...members, schemas }));
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove', 'x', 5), path: fc.oneof(name, text, value), value },
  { requiredKeys: ['op'] },
);
const patch = fc
  .array(fc.oneof({ weight: 9, arbitrary: operation }, value), { maxLength: 5 })
  .map((Operations) => ({ schemas: [PATCH_OP], Operations }));
const body = fc.oneof(resource, patch, value).map((each) => JSON.stringify(each));

onEveryDatabase('random input', (database) => {
  let service: TestService;
  let tenant: TestTenant;
  let targets: string[];

  beforeAll(async () => {
    service = await TestService.start(database);
    tenant = await service.createTenant();
    const user = await tenant.createUser({
      emails: [{ type: 'work', value: 'a@b.c' }],
      name: { givenName: 'A' },
    });
    const group = await tenant.createGroup({ members: [{ value: user.id }] });
    targets = ['/Users', '/Groups', `/Users/${user.id}`, `/Groups/${group.id}`];
  });
  afterAll(() => service.stop());

  const check = async <T>(
    arbitrary: fc.Arbitrary<T>,
    send: (input: T) => Promise<{ status: number; body: any }>,
  ) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (input) => {
        const answer = await send(input);
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) {
          expect({ ...answer.body, status: String(answer.body.status) }).toMatchObject({
            status: String(answer.status),
            detail: expect.stringMatching(/./),
          });
        }
      }),
      { numRuns },
    );
    expect(service.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    await expectConsistentStorage(service.storage);
  };
  const method = fc.constantFrom('POST', 'PUT', 'PATCH');
  const target = fc.integer({ min: 0, max: 3 });
  const head = (verb: string, path: string) => [
    `${verb} /scim/v2${path} HTTP/1.1`,
    `Authorization: Bearer ${tenant.accessCode}`,
    'Content-Type: application/scim+json',
  ];

  it('in a body is never answered with 5xx and leaves nothing half-written', () =>
    check(fc.tuple(method, target, body), ([verb, index, json]) =>
      tenant.request(verb, targets[index] ?? '', json),
    ));

  it('in a PATCH of a resource that exists', () =>
    check(fc.tuple(fc.constantFrom(2, 3), patch), ([index, json]) =>
      tenant.request('PATCH', targets[index] ?? '', json),
    ));

  it('in a filter', () =>
    check(fc.tuple(fc.constantFrom(0, 1), text), ([index, filter]) =>
      tenant.get(`${targets[index]}?filter=${encodeURIComponent(filter)}`),
    ));

  it('in other query parameters', () => {
    const names = fc.constantFrom(
      'attributes',
      'excludedAttributes',
      'startIndex',
      'count',
      'sortBy',
      'sortOrder',
    );
    const queries = fc.array(fc.tuple(names, fc.oneof(name, text)), { maxLength: 4 });
    return check(fc.tuple(target, queries), ([index, pairs]) => {
      const query = pairs.map(([key, each]) => `${key}=${encodeURIComponent(each)}`).join('&');
      return tenant.get(`${targets[index]}?${query}`);
    });
  });

  it('of any bytes in a body', () =>
    check(fc.tuple(method, target, fc.uint8Array({ maxLength: 400 })), ([verb, index, bytes]) =>
      rawRequest(service.url, head(verb, targets[index] ?? ''), Buffer.from(bytes)),
    ));

  it('of any bytes in the URL', () => {
    const bytes = fc
      .uint8Array({ min: 0x21, max: 0xff, maxLength: 60 })
      .map((each) => Buffer.from(each).toString('latin1'));
    const path = fc.oneof(
      bytes.map((each) => `/Users/${each}`),
      bytes.map((each) => `/Users?filter=${each}`),
      bytes,
    );
    return check(fc.tuple(fc.constantFrom('GET', 'DELETE'), path), ([verb, each]) =>
      rawRequest(service.url, head(verb, each)),
    );
  });
});
