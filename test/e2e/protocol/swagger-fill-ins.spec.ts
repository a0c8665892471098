import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { launchChromium } from '../../support/chromium.js';
import { TestConsole } from '../../support/console.js';
import { onEveryDatabase } from '../../support/databases.js';
import { OidcApplication } from '../../support/oidc-application.js';
import { oidcSettings } from '../../support/oidc-settings.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { signedInBrowser } from '../../support/signed-in-browser.js';
import { filledInBySwaggerUi, type FilledIn } from '../../support/swagger-ui-requests.js';
import { ThingsOfPaths } from '../../support/things-of-paths.js';

/* What Swagger UI fills in by itself is accepted, for every operation, and so is each further example that it offers. */

/** An id in examples of the admin API that stands for a user or group of the tenant. */
const EXAMPLE_ID = '01a2057c-2535-743a-a738-9b074c03f75d';

let document: any;
let requests: readonly FilledIn[];

beforeAll(async () => {
  const service = await TestService.start('sqlite');
  const browser = await launchChromium();
  try {
    document = await (await fetch(`${service.url}/docs-json`)).json();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock-tag');
    requests = await filledInBySwaggerUi(page, document);
  } finally {
    await browser.close();
    await service.stop();
  }
}, 900_000);

onEveryDatabase('what Swagger UI fills in', (name) => {
  let service: TestService;
  let application: OidcApplication;
  beforeAll(async () => {
    service = await TestService.start(name, oidcSettings(name));
    application = await OidcApplication.register(service);
  });
  afterAll(async () => {
    await application?.close();
    await service?.stop();
  });

  it('is accepted, for every operation', async () => {
    const refused: string[] = [];
    for (const request of requests) refused.push(...(await refusalOf(request)));
    expect(refused).toEqual([]);
  }, 900_000);

  it('is accepted of each further example, too', async () => {
    const refused: string[] = [];
    for (const request of requests)
      for (const further of furtherExamples(request)) refused.push(...(await refusalOf(further)));
    expect(refused).toEqual([]);
  }, 900_000);

  /** Sends a request in a tenant of its own; answers what was refused. */
  async function refusalOf(request: FilledIn): Promise<string[]> {
    const { operationId, method } = request;
    const things = await ThingsOfPaths.make(service);
    const path = `/tenants/${things.tenant.id}`;
    // Provisioning is switched off before a tenant can be deleted.
    if (operationId === 'deleteTenant')
      await service.admin('PUT', `${path}/provisioning`, { enabled: false });
    const target = await things.fill(request.target);
    const body = await bodyOf(request, things);
    const answer = await fetch(service.url + target, {
      method,
      headers: { ...request.headers, ...(await credentialOf(operationId, things)) },
      ...(body === null ? {} : { body }),
    });
    const text = await answer.text();
    const successes = Object.keys(operationOf(operationId).responses).filter((each) => each.startsWith('2'));
    if (operationId === 'createTenant' && answer.ok)
      await service.admin('DELETE', `/tenants/${JSON.parse(text).id}`);
    return successes.includes(String(answer.status))
      ? []
      : [`${operationId} ${target} ${body}: ${answer.status} ${text.slice(0, 500)}`];
  }

  /** The body with what only the running service can tell in place of the words for it. */
  async function bodyOf({ operationId, body }: FilledIn, things: ThingsOfPaths): Promise<string | null> {
    const { tenant, userId, groupId } = things;
    if (body === null) return null;
    if (operationId === 'issueAccessToken') {
      const { body: client } = await service.admin('POST', `/tenants/${tenant.id}/oauth-clients`, {});
      const form = new URLSearchParams(body);
      form.set('client_id', client.clientId);
      form.set('client_secret', client.secret.clientSecret);
      return form.toString();
    }
    const { body: link } = await service.admin('POST', `/tenants/${tenant.id}/setup-links`, {});
    return body
      .replaceAll('the id of a user', userId)
      .replaceAll(EXAMPLE_ID, groupId)
      .replaceAll('the admin token', ADMIN_TOKEN)
      .replaceAll(/the part behind the #|idl_a8F3kQ2z_0Xo5…/g, link.url.split('#')[1]);
  }

  async function credentialOf(
    operationId: string,
    { tenant, userId }: ThingsOfPaths,
  ): Promise<Record<string, string>> {
    const [scheme] = Object.keys(operationOf(operationId).security[0] ?? {});
    switch (scheme) {
      case 'access-code':
        return { authorization: `Bearer ${tenant.accessCode}` };
      case 'console-session':
        return { cookie: (await TestConsole.signIn(service.url, { adminToken: ADMIN_TOKEN })).cookie };
      case 'person-token':
        return { authorization: `Bearer ${(await tokensOf(tenant.id, userId)).access_token}` };
      case undefined:
      case 'client-secret':
        return {};
      default:
        return { authorization: `Bearer ${ADMIN_TOKEN}` };
    }
  }

  async function tokensOf(tenantId: string, userId: string) {
    return application.signIn(await signedInBrowser(service, tenantId, userId));
  }
});

function operations(): any[] {
  return Object.values<object>(document.paths).flatMap((item) => Object.values<any>(item));
}

function operationOf(id: string): any {
  return operations().find(({ operationId }) => operationId === id);
}

/** The same request with each example of the document that Swagger UI does not begin with. */
function furtherExamples(request: FilledIn): FilledIn[] {
  const { parameters = [], requestBody } = operationOf(request.operationId);
  const [content] = Object.values<any>(requestBody?.content ?? {});
  const bodies = Object.values<any>(content?.examples ?? {}).slice(1);
  const queries = parameters.flatMap(({ in: place, name, examples = {} }: any) =>
    place === 'query' ? Object.values<any>(examples).map(({ value }) => [name, value] as const) : [],
  );
  const [path = ''] = request.target.split('?');
  return [
    ...bodies.map(({ value }) => ({ ...request, body: JSON.stringify(value) })),
    ...queries.map(([name, value]: [string, string]) => ({
      ...request,
      target: `${path}?${new URLSearchParams({ [name]: value })}`,
    })),
  ];
}
