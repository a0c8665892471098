import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { expectRefusal, type Refusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import { ENTERPRISE, PATCH_OP, type TestTenant } from '../../support/tenant.js';

const ops = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ op: 'replace', path: 'title', value: `${i}` }));

/** PATCH operations that are refused as a whole. */
const OPERATIONS: readonly (readonly [string, unknown, Refusal])[] = [
  [
    'that are missing',
    undefined,
    { status: 400, scimType: 'invalidSyntax', detail: /"Operations" must be a list/ },
  ],
  ['that are empty', [], { status: 400, scimType: 'invalidSyntax', detail: /at least one/ }],
  [
    'that are an object',
    { op: 'add' },
    { status: 400, scimType: 'invalidSyntax', detail: /"Operations" must be a list/ },
  ],
  ['that are null', null, { status: 400, scimType: 'invalidSyntax', detail: /"Operations" must be a list/ }],
  [
    'of which one is null',
    [null],
    { status: 400, scimType: 'invalidSyntax', detail: /Operations\[0\].*object with "op"/ },
  ],
  [
    'of which one is a string',
    ['add'],
    { status: 400, scimType: 'invalidSyntax', detail: /Operations\[0\]/ },
  ],
  [
    'without op',
    [{ path: 'title', value: 'x' }],
    { status: 400, scimType: 'invalidSyntax', detail: /Operations\[0\].*"op" must be/ },
  ],
  [
    'of an unknown op',
    [{ op: 'move', path: 'title' }],
    { status: 400, scimType: 'invalidSyntax', detail: /got "move"/ },
  ],
  [
    'whose op is a number',
    [{ op: 1, path: 'title' }],
    { status: 400, scimType: 'invalidSyntax', detail: /got 1/ },
  ],
  [
    'whose op is __proto__',
    [{ op: '__proto__', path: 'title' }],
    { status: 400, scimType: 'invalidSyntax', detail: /"op" must be/ },
  ],
  [
    'whose path is a number',
    [{ op: 'add', path: 1, value: 'x' }],
    { status: 400, scimType: 'invalidPath', detail: /"path" must be a string/ },
  ],
  [
    'whose path is a list',
    [{ op: 'add', path: ['title'], value: 'x' }],
    { status: 400, scimType: 'invalidPath', detail: /"path" must be a string/ },
  ],
  [
    'without a value',
    [{ op: 'replace', path: 'title' }],
    { status: 400, scimType: 'invalidValue', detail: /"value" is missing/ },
  ],
  [
    'without path and value',
    [{ op: 'add' }],
    { status: 400, scimType: 'invalidValue', detail: /"value" must be an object/ },
  ],
  [
    'that remove nothing named',
    [{ op: 'remove' }],
    { status: 400, scimType: 'noTarget', detail: /needs a "path"/ },
  ],
  [
    'of which there are 5,001',
    ops(5001),
    { status: 400, scimType: 'invalidValue', detail: /5001 operations; at most 5000/ },
  ],
  [
    'of which the last is wrong',
    [...ops(999), { op: 'replace', path: 'active', value: 'no!' }],
    { status: 400, scimType: 'invalidValue', detail: /Operations\[999\].*"active"/ },
  ],
  [
    'of which the last finds no target',
    [...ops(5), { op: 'replace', path: 'emails[value co "x"].value', value: 'y' }],
    { status: 400, scimType: 'noTarget', detail: /emails/ },
  ],
  [
    'that clear userName',
    [{ op: 'replace', path: 'userName', value: '' }],
    { status: 400, scimType: 'invalidValue', detail: /"userName" is required/ },
  ],
  [
    'that remove userName',
    [{ op: 'remove', path: 'userName' }],
    { status: 400, scimType: 'mutability', detail: /"userName" is required/ },
  ],
];

/** Paths that name nothing a client can change. */
const PATHS: readonly (readonly [string, string, RegExp])[] = [
  ['/shoeSize', 'invalidPath', /"\/shoeSize" is no name of an attribute/],
  ['emails.value.x', 'invalidPath', /no name of an attribute/],
  ['constructor.prototype.polluted', 'invalidPath', /no name of an attribute/],
  ['emails[type eq "work"', 'invalidPath', /Expected "\]"/],
  ['emails[type eq work"].value', 'invalidPath', /not closed/],
  ['emails[].value', 'invalidPath', /Expected an attribute name/],
  ['emails[type eq "work"].value.x', 'invalidPath', /no sub-attribute/],
  ['title[value eq "x"]', 'invalidPath', /has no sub-attributes/],
  ['title eq "x"', 'invalidPath', /end/],
  [' ', 'invalidPath', /Expected an attribute name/],
  ['.', 'invalidPath', /no name of an attribute/],
  ['[', 'invalidPath', /Expected an attribute name/],
  [`${ENTERPRISE}:shoe size`, 'invalidPath', /end/],
  ['x'.repeat(20_000), 'invalidPath', /at most 16384/],
  ['('.repeat(5000), 'invalidPath', /Expected an attribute name/],
  [`emails[${'('.repeat(5000)}`, 'invalidPath', /nested more than 32/],
  ['id', 'mutability', /"id" is read-only/],
  ['meta.created', 'mutability', /"meta.created" is read-only/],
  ['groups', 'mutability', /"groups" is read-only/],
];

onEveryDatabase('a PATCH', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let user: any;
  let before: Record<string, string[]>;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    user = await tenant.createUser({ emails: [{ type: 'work', value: 'a@b.c' }] });
  });
  beforeEach(async () => {
    before = await storedRows(service.storage);
  });
  afterEach(async () => {
    expect(await storedRows(service.storage)).toEqual(before);
    expect(({} as any).isAdmin).toBeUndefined();
  });
  afterAll(() => service.stop());

  it.each(OPERATIONS)(
    'with operations %s is refused, and none is applied',
    async (_title, Operations, refusal) => {
      const body = { schemas: [PATCH_OP], Operations };
      expectRefusal(await tenant.request('PATCH', `/Users/${user.id}`, body), refusal);
    },
  );

  it.each(PATHS.map((row) => [row[0].slice(0, 50), ...row] as const))(
    'of the path %s is refused',
    async (_short, path, scimType, detail) => {
      for (const op of ['add', 'replace', 'remove']) {
        const answer = await tenant.patch(`/Users/${user.id}`, [{ op, path, value: { isAdmin: true } }]);
        expectRefusal(answer, { status: 400, scimType, detail });
      }
    },
  );
});
