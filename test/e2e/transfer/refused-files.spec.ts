import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { attributes, EVENTS, register } from '../../support/events-schema.js';
import { importTenant } from '../../../src/transfer/tenant-import.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import { TenantFile } from '../../support/tenant-file.js';
import { USER, type TestTenant } from '../../support/tenant.js';

/** A file with other lines, or another text, and why it is refused. */
type Case = readonly [what: string, change: (file: TenantFile, other: Other) => TenantFile, reason: RegExp];

/** Ids of a tenant of the same deployment. */
interface Other {
  readonly userId: string;
  readonly groupId: string;
}

/** The lines of the file: manifest, schema, two users, two groups, two of members, end. */
const [MANIFEST, SCHEMA, USER_1, USER_2, GROUP_1, GROUP_2, MEMBERS_1, MEMBERS_2] = [0, 1, 2, 3, 4, 5, 6, 7];

const raw =
  (change: (text: string) => string) =>
  (file: TenantFile): TenantFile =>
    new TenantFile(change(file.text));

/** Changes one line. */
const line =
  (index: number, change: (line: any) => unknown) =>
  (file: TenantFile): TenantFile =>
    file.with((lines) => lines.map((each, at) => (at === index ? change(each) : each)));

/** Changes the document of a line. */
const document = (index: number, change: (document: any) => unknown) =>
  line(index, (each) => ({ ...each, document: change(each.document) }));

/** Puts lines elsewhere. */
const order =
  (...places: readonly number[]) =>
  (file: TenantFile) =>
    file.with((lines) => places.map((place) => lines.at(place)));

const tenant = (change: object) =>
  line(MANIFEST, (each) => ({ ...each, tenant: { ...each.tenant, ...change } }));

const CASES: readonly Case[] = [
  ['is empty', raw(() => ''), /^line 1: the file is empty$/],
  ['is something else', raw(() => '{"hello": 1}\n'), /^line 1: this is not the file of an exported tenant$/],
  ['is no text', raw(() => '\u0000\u0001'), /^line 1: the line is not valid JSON/],
  [
    'is of a later format',
    line(MANIFEST, (each) => ({ ...each, formatVersion: 2 })),
    /format version 2, written by release 0\.1\.0; this release reads version 1/,
  ],
  [
    'has an unknown member in the manifest',
    line(MANIFEST, (each) => ({ ...each, more: 1 })),
    /^line 1: "more" is not known here$/,
  ],
  [
    'has an unknown setting',
    tenant({ settings: { strict: true, uniqueGroupNames: true, schemasForEntra: true, x: true } }),
    /"tenant.settings.x" is not known here/,
  ],
  ['lacks a setting', tenant({ settings: { strict: true } }), /^line 1: "tenant\.settings\.\w+" is missing/],
  [
    'has a name that is too long',
    tenant({ name: 'x'.repeat(256) }),
    /^line 1: "tenant\.name" is missing or not what it must be$/,
  ],
  ['has a wrong Entra tenant id', tenant({ entraTenantId: 'contoso' }), /^line 1: "tenant\.entraTenantId"/],
  [
    'has members of Object.prototype',
    raw((text) => text.replace('{"kind":"user",', '{"kind":"user","__proto__":{"version":1},')),
    /^line 3: "__proto__" is not known here$/,
  ],
  [
    'has a line of no kind',
    line(USER_1, ({ kind: _, ...rest }) => rest),
    /^line 3: "kind" must be one of schema, user, group, members, end$/,
  ],
  [
    'has kinds of Object.prototype',
    line(USER_1, (each) => ({ ...each, kind: 'constructor' })),
    /^line 3: "kind" must be one of/,
  ],
  [
    'has a line that is no JSON',
    line(USER_1, () => '{"kind":"user",'),
    /^line 3: the line is not valid JSON/,
  ],
  ['has a line that is a list', line(USER_1, () => '[]'), /^line 3: the line is not a JSON object$/],
  ['has an empty line', line(USER_1, () => ''), /^line 3: the line is not valid JSON/],
  [
    'has a line of 9 MB',
    line(USER_1, () => `{"kind":"user","x":"${'x'.repeat(9_000_000)}"}`),
    /^line 3: longer than 8388608 bytes$/,
  ],
  [
    'has a line that never ends',
    raw((text) => text.slice(0, 500) + 'x'.repeat(9_000_000)),
    /^line \d: longer than 8388608 bytes$/,
  ],
  [
    'is nested deep',
    line(USER_1, () => `{"kind":"user","document":${'['.repeat(100_000)}`),
    /^line 3: the line is nested more than 64 levels deep/,
  ],
  [
    'has half a surrogate pair',
    document(USER_1, (each) => ({ ...each, title: '\ud800' })),
    /^line 3: Half a surrogate pair/,
  ],
  ['has NUL', document(USER_1, (each) => ({ ...each, title: 'a\0b' })), /^line 3: The NUL character/],
  [
    'is cut behind a line',
    raw((text) => text.slice(0, text.lastIndexOf('{"kind":"end"'))),
    /^line 8: the file ends without a line of kind "end": it is truncated$/,
  ],
  ['is cut in a line', raw((text) => text.slice(0, -50)), /^line 9: .*the file seems to be truncated$/],
  [
    'was changed in a byte',
    raw((text) => text.replace('"title":"Chef"', '"title":"Boss"')),
    /^line 9: "sha256" is not that of the lines before, [0-9a-f]{64}$/,
  ],
  [
    'has another digest',
    line(8, (each) => ({ ...each, digest: 'f'.repeat(64) })),
    /^line 9: "digest" is not that of the content/,
  ],
  [
    'has other counts',
    line(8, (each) => ({ ...each, counts: { ...each.counts, users: 3 } })),
    /^line 9: the file has 2 users, and says 3$/,
  ],
  ['lacks a user', order(0, 1, 2, 4, 5, 6, 7, 8), /^line \d: the file has no user or group [0-9a-f-]{36}$/],
  ['lacks a group', order(0, 1, 2, 3, 5, 6, 7, 8), /^line 6: the file has no group [0-9a-f-]{36}$/],
  [
    'lacks a schema that values are of',
    order(0, 2, 3, 4, 5, 6, 7, 8),
    /^line \d: the document of .*"schemas" must be/,
  ],
  ['has a user twice', order(0, 1, 2, 2, 3, 4, 5, 6, 7, 8), /^line 4: the id \S+ does not follow \S+$/],
  ['has a schema twice', order(0, 1, 1, 2, 3, 4, 5, 6, 7, 8), /^line 3: "urn:\S+" is there twice$/],
  [
    'has memberships twice',
    order(0, 1, 2, 3, 4, 5, 6, 6, 7, 8),
    /^line 8: the membership .* does not follow/,
  ],
  [
    'has users in another order',
    order(0, 1, 3, 2, 4, 5, 6, 7, 8),
    /^line 4: the id \S+ does not follow \S+$/,
  ],
  [
    'has groups before users',
    order(0, 1, 4, 5, 2, 3, 6, 7, 8),
    /^line 5: a line of kind "user" cannot follow one of kind "group"$/,
  ],
  [
    'goes on behind the end',
    order(0, 1, 2, 3, 4, 5, 6, 7, 8, 8),
    /^line 10: nothing may follow the line of kind "end"$/,
  ],
  ['has a second manifest', order(0, 0, 1, 2, 3, 4, 5, 6, 7, 8), /^line 2: "kind" must be one of/],
  [
    'has an id that is none',
    line(USER_1, (each) => ({ ...each, id: "' OR 1=1" })),
    /^line 3: "id" is missing or not what it must be$/,
  ],
  [
    'has another id in the document',
    document(USER_1, (each) => ({ ...each, id: each.id.replace(/^./, 'f') })),
    /^line 3: "document\.id" is another id$/,
  ],
  ['has version 0', line(USER_1, (each) => ({ ...each, version: 0 })), /^line 3: "version"/],
  ['has a version as a text', line(USER_1, (each) => ({ ...each, version: '1' })), /^line 3: "version"/],
  [
    'has a time without a zone',
    line(USER_1, (each) => ({ ...each, created: '2026-01-01' })),
    /^line 3: "created"/,
  ],
  [
    'was changed before it was created',
    line(USER_1, (each) => ({ ...each, lastModified: '2001-01-01T00:00:00.000Z' })),
    /^line 3: "lastModified" is before "created"$/,
  ],
  [
    'has a user with a password',
    document(USER_1, (each) => ({ ...each, password: 'hunter2' })),
    /^line 3: .*"password" is no stored attribute$/,
  ],
  [
    'has a user with a group',
    document(USER_1, (each) => ({ ...each, groups: [] })),
    /"groups" is no stored attribute$/,
  ],
  [
    'has a group with members in the document',
    document(GROUP_1, (each) => ({ ...each, members: [{ value: 'x' }] })),
    /^line 5: .*"members" is no stored attribute$/,
  ],
  [
    'has meta in a document',
    document(USER_1, (each) => ({ ...each, meta: { version: 'x' } })),
    /"meta" is no stored attribute$/,
  ],
  [
    'has an attribute of Object.prototype',
    raw((text) => text.replace('"title":"Chef"', '"__proto__":{"title":"Chef"}')),
    /"__proto__" is no stored attribute$/,
  ],
  [
    'has a user without a name',
    document(USER_1, ({ userName: _, ...rest }) => rest),
    /^line 3: .*"userName" is required$/,
  ],
  [
    'has a list for a text',
    document(USER_1, (each) => ({ ...each, title: ['x'] })),
    /"title" is no string, or too long$/,
  ],
  [
    'has a text for a list',
    document(USER_1, (each) => ({ ...each, emails: 'x' })),
    /"emails" must be a list of 1 to 1000 values$/,
  ],
  [
    'has a text for a boolean',
    document(USER_1, (each) => ({ ...each, active: 'True' })),
    /"active" is no boolean/,
  ],
  [
    'has a name that is too long for its column',
    document(USER_1, (each) => ({ ...each, userName: 'x'.repeat(300) })),
    /"userName" is no string, or too long$/,
  ],
  [
    'has no core schema in a document',
    document(USER_1, (each) => ({ ...each, schemas: [] })),
    /"schemas" must be/,
  ],
  [
    'has users of one name',
    document(USER_2, (each) => ({ ...each, userName: 'LENA@contoso.example' })),
    /^line 4: .*userName/,
  ],
  [
    'has groups of one name',
    document(GROUP_2, (each) => ({ ...each, displayName: 'inner' })),
    /^line 6: .*displayName/,
  ],
  [
    'has a group with the id of a user',
    (file) => file.with(groupWithIdOfUser),
    /^line 5: a user of the file has the id \S+$/,
  ],
  [
    'has a member of another tenant',
    (file, { userId }) =>
      file.with((lines) =>
        lines.map((each, at) => (at === MEMBERS_1 ? { ...each, members: [userId] } : each)),
      ),
    /^line 7: the file has no user or group \S+$/,
  ],
  [
    'has members of a group of another tenant',
    (file, { groupId }) =>
      file.with((lines) => lines.map((each, at) => (at === MEMBERS_2 ? { ...each, group: groupId } : each))),
    /^line 8: the file has no group \S+$/,
  ],
  [
    'has a group in itself',
    (file) =>
      file.with((lines) =>
        counted(
          lines.map((each, at) =>
            at === MEMBERS_1 ? { ...each, members: [...each.members, each.group].sort() } : each,
          ),
          1,
        ),
      ),
    /^line 9: groups contain themselves, or each other more than 32 levels deep$/,
  ],
  [
    'has no members in a line of members',
    line(MEMBERS_1, (each) => ({ ...each, members: [] })),
    /^line 7: "members" is missing or not/,
  ],
  [
    'has a schema of a built-in URN',
    line(SCHEMA, (each) => ({ ...each, definition: { ...each.definition, id: USER } })),
    /^line 2: "definition\.urn": /,
  ],
  [
    'has a schema with an unknown type',
    line(SCHEMA, (each) => ({
      ...each,
      definition: { ...each.definition, attributes: [{ name: 'x', type: 'number' }] },
    })),
    /^line 2: "definition\.attributes\[0\]\.type"/,
  ],
];

/** The lines with another number of memberships in manifest and end. */
function counted(lines: readonly any[], more: number): any[] {
  return lines.map((each) =>
    each.counts === undefined
      ? each
      : { ...each, counts: { ...each.counts, memberships: each.counts.memberships + more } },
  );
}

function groupWithIdOfUser(lines: readonly any[]): any[] {
  const [user, group] = [lines[USER_1], lines[GROUP_1]];
  return lines.with(GROUP_1, { ...group, id: user.id, document: { ...group.document, id: user.id } });
}

onEveryDatabase('an import is refused, and nothing is left, where the file', (name) => {
  let service: TestService;
  let file: TenantFile;
  let other: Other;
  let before: unknown;

  beforeAll(async () => {
    const source = await TestService.start(name);
    const moved = await source.createTenant('Contoso');
    await fill(moved);
    file = await TenantFile.exportedFrom(source.url, moved.id);
    await source.stop();
    service = await TestService.start(name);
    const another = await service.createTenant('Another');
    const { id: userId } = await another.createUser();
    const { id: groupId } = await another.createGroup();
    other = { userId, groupId };
    before = await storedRows(service.storage);
  });
  afterEach(async () => expect(await storedRows(service.storage)).toEqual(before));
  afterAll(() => service.stop());

  it.each(CASES)('%s', async (_what, change, reason) => {
    const refused = change(file, other);
    await expect(refused.importInto(service.storage)).rejects.toMatchObject({
      name: 'FileRefused',
      message: expect.stringMatching(reason),
    });
  });

  it('cannot be read to its end', async () => {
    async function* breaking(): AsyncGenerator<Buffer> {
      const [text] = file.text.split('{"kind":"end"');
      yield await Promise.resolve(Buffer.from(text ?? ''));
      throw new Error('the disk is gone');
    }
    const nothing = () => Promise.resolve();
    await expect(importTenant(service.storage, breaking(), nothing)).rejects.toThrow('the disk is gone');
  });
});

/** What each line of the file is about. */
async function fill(moved: TestTenant): Promise<void> {
  expect((await register(moved, { attributes })).status).toBe(201);
  const { id } = await moved.createUser({ userName: 'lena@contoso.example', title: 'Chef' });
  const noor = { schemas: [USER, EVENTS], userName: 'noor@contoso.example', [EVENTS]: { badge: 'B-1' } };
  const last = await moved.createUser(noor);
  const inner = await moved.createGroup({ displayName: 'Inner', members: [{ value: id }] });
  await moved.createGroup({ displayName: 'Outer', members: [{ value: inner.id }, { value: last.id }] });
}
