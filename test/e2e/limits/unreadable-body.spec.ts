import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { rawRequest } from '../../support/raw-request.js';
import { expectRefusal, type Refusal } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import { storedRows } from '../../support/stored-rows.js';
import { GROUP, PATCH_OP, USER, type TestTenant } from '../../support/tenant.js';

const MIB = 1_048_576;
const SYNTAX: Refusal = { status: 400, scimType: 'invalidSyntax' };
const VALUE: Refusal = { status: 400, scimType: 'invalidValue' };
const user = (members: string) => `{"schemas":["${USER}"],"userName":"x@y.z",${members}}`;
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const padded = (text: string, length = MIB) => text + ' '.repeat(length - Buffer.byteLength(text));

/** Bodies that no endpoint can accept. */
const BODIES: readonly (readonly [string, string | Buffer, Refusal])[] = [
  ['nothing', '', { ...SYNTAX, detail: /body/ }],
  ['blanks', '  \n', { ...SYNTAX, detail: /not valid JSON/ }],
  ['JSON that breaks off', '{"schemas":', { ...SYNTAX, detail: /not valid JSON/ }],
  ['JSON with more after it', `${user('"title":"x"')}}`, { ...SYNTAX, detail: /not valid JSON/ }],
  ['JSON with a comma too many', user(''), { ...SYNTAX, detail: /not valid JSON/ }],
  ['XML', '<User/>', { ...SYNTAX, detail: /not valid JSON/ }],
  ['a byte order mark alone', '\ufeff', { ...SYNTAX, detail: /not valid JSON/ }],
  ['two byte order marks', `\ufeff\ufeff${user('"title":"x"')}`, { ...SYNTAX, detail: /not valid JSON/ }],
  [
    'UTF-16 with its byte order mark',
    Buffer.from(`\ufeff${user('"title":"x"')}`, 'utf16le'),
    { ...SYNTAX, detail: /UTF-8/ },
  ],
  ['UTF-16', Buffer.from(user('"title":"x"'), 'utf16le'), { ...SYNTAX, detail: /not valid JSON/ }],
  ['a list', `[${user('"title":"x"')}]`, { ...SYNTAX, detail: /not a JSON object/ }],
  ['a string', '"text"', { ...SYNTAX, detail: /not a JSON object/ }],
  ['null', 'null', { ...SYNTAX, detail: /not a JSON object/ }],
  [
    'bytes that are not UTF-8',
    Buffer.from(user('"title":"\xff\xfe"'), 'latin1'),
    { ...SYNTAX, detail: /UTF-8/ },
  ],
  ['half a UTF-8 character', Buffer.from(user('"title":"\xc3"'), 'latin1'), { ...SYNTAX, detail: /UTF-8/ }],
  [
    'an overlong UTF-8 form',
    Buffer.from(user('"title":"\xc0\x80"'), 'latin1'),
    { ...SYNTAX, detail: /UTF-8/ },
  ],
  ['a NUL', user('"title":"a\\u0000b"'), { ...VALUE, detail: /NUL.*title/ }],
  ['a NUL as it is', user('"title":"a\0b"'), { ...SYNTAX, detail: /not valid JSON/ }],
  ['a NUL in a list', user('"emails":[{"value":"\\u0000"}]'), { ...VALUE, detail: /NUL.*emails\.0\.value/ }],
  ['a NUL in a name', user('"ti\\u0000tle":"x"'), { ...VALUE, detail: /NUL.*name/ }],
  ['half a surrogate pair', user('"title":"\\ud800"'), { ...VALUE, detail: /surrogate.*title/ }],
  ['the wrong half', user('"title":"\\udc00\\ud800"'), { ...VALUE, detail: /surrogate.*title/ }],
  [
    '10,000 lists in each other',
    user(`"title":${nested('[', ']', 10_000)}`),
    { ...SYNTAX, detail: /64 levels/ },
  ],
  ['10,000 objects in each other', nested('{"a":', '1}', 10_000), { ...SYNTAX, detail: /64 levels/ }],
  ['lists in each other, never closed', '['.repeat(10_000), { ...SYNTAX, detail: /64 levels/ }],
  ['1 MiB of lists in each other', nested('[', ']', MIB / 2), { ...SYNTAX, detail: /64 levels/ }],
  [
    '1 MiB with deep nesting',
    padded(user(`"title":${nested('[', ']', 100)}`)),
    { ...SYNTAX, detail: /64 levels/ },
  ],
];

onEveryDatabase('a body that cannot be read', (name) => {
  let service: TestService;
  let tenant: TestTenant;
  let before: Record<string, string[]>;
  let endpoints: (readonly [string, string])[];

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    const [{ id }, group] = [await tenant.createUser(), await tenant.createGroup()];
    endpoints = [
      ['POST', '/Users'],
      ['PUT', `/Users/${id}`],
      ['PATCH', `/Users/${id}`],
      ['POST', '/Groups'],
      ['PUT', `/Groups/${group.id}`],
      ['PATCH', `/Groups/${group.id}`],
    ];
  });
  beforeEach(async () => {
    before = await storedRows(service.storage);
  });
  afterEach(async () => {
    expect(await storedRows(service.storage)).toEqual(before);
    expect(({} as any).polluted).toBeUndefined();
    expect((await tenant.get('/Users?count=1')).status).toBe(200);
  });
  afterAll(() => service.stop());

  const send = (method: string, path: string, body: string | Buffer, headers: readonly string[] = []) =>
    rawRequest(
      service.url,
      [
        `${method} /scim/v2${path} HTTP/1.1`,
        `Authorization: Bearer ${tenant.accessCode}`,
        ...(headers.length > 0 ? headers : ['Content-Type: application/scim+json']),
      ],
      body,
    );

  it.each(BODIES)('holding %s is refused by every endpoint', async (_title, body, refusal) => {
    for (const [method, path] of endpoints) expectRefusal(await send(method, path, body), refusal);
  });

  it('of more than 1 MiB, or 4 MiB for a group, is refused with 413, one of exactly that is read', async () => {
    for (const [method, path] of endpoints) {
      const most = path.startsWith('/Users') ? MIB : 4 * MIB;
      const exact = padded(user('"schemas":1'), most);
      expectRefusal(await send(method, path, `${exact} `), { status: 413, detail: RegExp(`${most} bytes`) });
      expectRefusal(await send(method, path, exact), { status: 400, scimType: 'invalidSyntax' });
    }
  });

  it('of more than 1 MiB that does not tell its length is refused with 413', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(Buffer.alloc(65_536, ' '));
        if (sent > 8 * MIB) controller.close();
      },
    });
    const response = await fetch(`${service.url}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.accessCode}`, 'content-type': 'application/scim+json' },
      body,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(((await response.json()) as { status: string }).status).toBe('413');
    expect(sent).toBeLessThan(6 * MIB);
  });

  describe('because of its media type is refused with 415', () => {
    it.each([
      ['XML', ['Content-Type: application/xml']],
      ['text', ['Content-Type: text/plain']],
      ['a form', ['Content-Type: application/x-www-form-urlencoded']],
      ['no media type at all', ['Content-Type: json']],
      ['a malformed one', ['Content-Type: application/scim json/']],
      ['another charset of something else', ['Content-Type: text/plain; charset=utf-8']],
      ['two of them', ['Content-Type: application/scim+json', 'Content-Type: text/plain']],
      ['a name that begins alike', ['Content-Type: application/scim+json-patch']],
      ['gzip', ['Content-Type: application/scim+json', 'Content-Encoding: gzip']],
    ])('when it is %s', async (_title, headers) => {
      for (const [method, path] of endpoints) {
        const answer = await send(method, path, user('"title":"x"'), headers);
        expectRefusal(answer, { status: 415, detail: /application\/scim\+json or application\/json/ });
      }
    });
  });

  describe('because of its "schemas"', () => {
    it.each([
      ['are missing', {}],
      ['are empty', { schemas: [] }],
      ['are a string', { schemas: USER }],
      ['are null', { schemas: null }],
      ['are numbers', { schemas: [1] }],
      ['name something else', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Device'] }],
      ['name the wrong type', { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'] }],
    ])('is refused when they %s', async (_title, members) => {
      const body = JSON.stringify({
        userName: 'x@y.z',
        displayName: 'x',
        Operations: [{ op: 'replace', path: 'displayName', value: 'x' }],
        ...members,
      });
      for (const [method, path] of endpoints) {
        const wanted = method === 'PATCH' ? PATCH_OP : path.startsWith('/Users') ? USER : GROUP;
        const answer = await send(method, path, body);
        expectRefusal(answer, { ...SYNTAX, detail: new RegExp(`"schemas".*${wanted}`) });
      }
    });
  });
});
