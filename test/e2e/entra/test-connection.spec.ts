import { randomUUID } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onEveryDatabase } from '../../support/databases.js';
import { scimError } from '../../support/refusal.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * Test Connection, repeated by Entra at the start of every cycle: the matching attribute compared with a random
 * GUID must answer 200 and an empty list.
 * https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */

const EMPTY_LIST = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};
const SCIM = 'application/scim+json';
const REFUSED = {
  ...scimError,
  status: '401',
  detail: 'The access code is missing or not valid: copy a new one from Settings > Active Directory',
};

const MATCHING_ATTRIBUTES = [
  ['/Users', 'userName'],
  ['/Users', 'externalId'],
  // https://github.com/FusionAuth/fusionauth-issues/issues/2456
  ['/Users', 'emails[type eq "work"].value'],
  ['/Users', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber'],
  ['/Groups', 'displayName'],
  ['/Groups', 'externalId'],
];

/** What a Tenant URL with a flag or a trailing slash makes of the probe's target. */
const TARGETS = [
  ['no flag', '/scim/v2/Users?filter=F'],
  ['the flag before the filter', '/scim/v2/Users?aadOptscim062020&filter=F'],
  ['the flag after the filter', '/scim/v2/Users?filter=F&aadOptscim062020'],
  ['the flag with an empty value', '/scim/v2/Users?aadOptscim062020=&filter=F'],
  ['the flag with a value', '/scim/v2/Users?aadOptscim062020=true&filter=F'],
  ['the opposite flag', '/scim/v2/Users?AzureAdScimPatch2017&filter=F'],
  ['a trailing slash', '/scim/v2/Users/?filter=F'],
  ['a trailing slash and the flag', '/scim/v2/Users/?aadOptscim062020&filter=F'],
];

onEveryDatabase('Entra: Test Connection', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
    await tenant.createUser({ externalId: 'known', emails: [{ type: 'work', value: 'known@x.example' }] });
    await tenant.createGroup({ externalId: 'known' });
  });
  afterAll(() => service.stop());

  it.each(MATCHING_ATTRIBUTES)('%s probed by %s answers an empty list', async (endpoint, attribute) => {
    const answer = await tenant.find(endpoint, `${attribute} eq "${randomUUID()}"`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(SCIM);
    expect(answer.body).toEqual(EMPTY_LIST);
  });

  // On the wire spaces are "+": https://github.com/AzureAD/SCIMReferenceCode/issues/63
  it.each([
    ['+', 'userName+eq+%22K%22'],
    ['%20', 'userName%20eq%20%22K%22'],
    ['both', 'userName+eq%20%22K%22'],
    ['%2B in the value as a plus sign', 'userName+eq+%22K%2B1%22'],
  ])('spaces of a filter may be %s', async (_, encoded) => {
    const local = randomUUID();
    const userName = encoded.includes('%2B') ? `${local}+1` : local;
    const { id } = await tenant.createUser({ userName });

    const { body } = await tenant.get(`/Users?filter=${encoded.replace('K', local)}`);

    expect(body.Resources.map((user: { id: string }) => user.id)).toEqual([id]);
  });

  it.each(TARGETS)('the probe finds nothing and the match finds its user with %s', async (_, target) => {
    const userName = `${randomUUID()}@fabrikam.example`;
    const { id } = await tenant.createUser({ userName });
    const send = (value: string) =>
      get(service.url + target.replace('F', `userName+eq+%22${encodeURIComponent(value)}%22`), tenant);

    expect((await send(randomUUID())).body).toEqual(EMPTY_LIST);
    const match = await send(userName);
    expect(match.headers['content-type']).toBe(SCIM);
    expect(match.body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id, userName }] });
  });

  it.each(['/scim/v2?aadOptscim062020', '/scim/v2/?aadOptscim062020', '/scim/v2/'])(
    'the Tenant URL itself, as %s, answers in SCIM form what it answers without',
    async (target) => {
      const plain = await get(`${service.url}/scim/v2`, tenant);
      const answer = await get(service.url + target, tenant);

      expect([answer.status, answer.headers['content-type']]).toEqual([plain.status, SCIM]);
      expect(answer.body).toEqual(plain.body);
    },
  );

  it('the flag is ignored on every endpoint and method', async () => {
    const flag = '?aadOptscim062020';
    const user = await tenant.post(`/Users${flag}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: randomUUID(),
    });
    expect(user.status).toBe(201);
    expect(user.headers.get('location')).toBe(`${service.url}/scim/v2/Users/${user.body.id}`);
    expect(user.body.meta.location).toBe(`${service.url}/scim/v2/Users/${user.body.id}`);
    const path = `/Users/${user.body.id}${flag}`;
    expect((await tenant.get(path)).body).toEqual(user.body);
    expect((await tenant.patch(path, [{ op: 'replace', value: { title: 'x' } }])).body.title).toBe('x');
    expect((await tenant.get(`/Schemas${flag}`)).status).toBe(200);
    expect((await tenant.delete(path)).status).toBe(204);
  });

  // A firewall that asked for one made Test Connection fail: https://github.com/OneUptime/oneuptime/issues/2134
  it('a request without User-Agent and Accept is answered like any other', async () => {
    const answer = await get(
      `${service.url}/scim/v2/Users?filter=userName+eq+%22${randomUUID()}%22`,
      tenant,
      {},
    );

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(EMPTY_LIST);
  });

  it.each(['application/scim+json', 'application/json', '*/*', 'text/html'])(
    'the content type is exactly application/scim+json for Accept: %s',
    async (accept) => {
      const answers = await Promise.all([
        tenant.get('/Users', { accept }),
        tenant.get('/Users/none', { accept }),
        tenant.get('/Nothing', { accept }),
        tenant.get('/Users?filter=(', { accept }),
        tenant.post('/Users', '{', { accept }),
        tenant.post('/Users', '<x/>', { accept, 'content-type': 'text/xml' }),
        tenant.request('PUT', '/Users', '{}', { accept }),
        tenant.get('/Users', { accept, authorization: undefined }),
        tenant.get('/Users/%zz', { accept }),
      ]);

      expect(answers.map((answer) => [answer.status, answer.headers.get('content-type')])).toEqual(
        [200, 404, 404, 400, 400, 415, 405, 401, 400].map((status) => [status, SCIM]),
      );
      for (const { status, body } of answers.slice(1)) {
        expect(body).toMatchObject({
          ...scimError,
          status: String(status),
          detail: expect.stringMatching(/./),
        });
      }
    },
  );

  it.each([
    ['no code', undefined, 'Bearer realm="invitedesk"'],
    ['a wrong code', 'Bearer nonsense', 'Bearer realm="invitedesk", error="invalid_token"'],
    ['an empty code', 'Bearer ', 'Bearer realm="invitedesk", error="invalid_token"'],
    ['another scheme', 'Basic dTpw', 'Bearer realm="invitedesk", error="invalid_token"'],
  ])('%s is refused with 401 and a whole SCIM error', async (_, authorization, challenge) => {
    for (const endpoint of ['/Users', '/Groups', '/Users/x']) {
      const answer = await tenant.get(endpoint, { authorization });

      expect([answer.status, answer.headers.get('content-type')]).toEqual([401, SCIM]);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
      expect(answer.body).toEqual(REFUSED);
    }
  });

  it('a Tenant URL may end in a slash', async () => {
    const answer = await tenant.find('//Users', 'userName eq "nobody"');

    expect([answer.status, answer.body.totalResults]).toEqual([200, 0]);
    expect((await tenant.get('//Nothing')).headers.get('content-type')).toBe(SCIM);
  });
});

/** GET by node:http, which adds no header of its own: fetch always sends a User-Agent. */
function get(
  url: string,
  tenant: TestTenant,
  headers: Record<string, string> = { accept: SCIM },
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: any }> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, authorization: `Bearer ${tenant.accessCode}` };
    const call = request(url, { headers: all }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) }),
      );
    });
    call.on('error', reject).end();
  });
}
