import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { TOKEN_PATH } from '../http/oauth-paths.js';
import { completeOperations } from './complete-operations.js';
import { scimSchemas } from './scim-schemas.js';
import { securityOfRoutes } from './security-of-routes.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** In the order in which an operator meets them. */
const TAGS: readonly (readonly [string, string])[] = [
  ['Tenants', 'The customers, and the switch of Settings > Active Directory.'],
  ['Access codes', "Entra's *Secret Token*."],
  ['OAuth clients', 'Client id and secret, for the client credentials grant.'],
  ['Federation', 'Workload identities, and tokens that Entra signs: no shared secret.'],
  ['Set-up links', "Let a customer's IT do its part without an account."],
  ['Contacts', 'Who is told by mail what needs somebody.'],
  ['Settings', 'What a tenant decides of the protocol.'],
  ['Sign-in', 'Whether the people of a tenant sign in with Entra, and how they are found.'],
  ['Roles', 'Which groups give people which role in InviteDesk, who is an admin, and who is signed in.'],
  ['Custom schemas', 'Attributes beyond those of RFC 7643.'],
  ['Provisioning log', 'What Entra did, what was refused and why.'],
  ['Users and groups', 'What Entra has provisioned.'],
  ['Applications', 'What people sign in to, by OpenID Connect.'],
  ['Operators', 'Admin tokens with a name, and who is signed in to the console.'],
  ['Audit log', 'What operators and customers changed.'],
  ['SCIM Users', 'What Entra calls: needs the access code of a tenant.'],
  ['SCIM Me', 'Who a person is: needs an access token of the person.'],
  ['SCIM Groups', 'What Entra calls: needs the access code of a tenant.'],
  ['SCIM Search', 'Users and groups together.'],
  ['SCIM Bulk', 'Many operations in one request.'],
  ['SCIM Discovery', 'What the service supports.'],
  ['OAuth', 'Access tokens for OAuth clients and workload identities.'],
  ['Console', 'Sessions of the console: needs its header, and a browser that keeps cookies.'],
  ['Operations', 'For orchestrators and Prometheus.'],
];

/** The OpenAPI document of all routes of the service. */
export function openApiDocument(
  app: INestApplication,
  { publicUrl }: Pick<Config, 'publicUrl'>,
): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, description(publicUrl));
  const own: Schemas = document.components?.schemas ?? {};
  const ofScim = scimSchemas();
  const [twice] = Object.keys(ofScim).filter((name) => name in own);
  if (twice !== undefined) throw new Error(`The schema ${twice} of OpenAPI would stand for two shapes`);
  document.components = { ...document.components, schemas: { ...own, ...ofScim } };
  completeOperations(document, securityOfRoutes(app));
  return document;
}

function description(publicUrl: string | null): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('InviteDesk Provisioning')
    .setDescription(
      'SCIM 2.0 for Microsoft Entra at `/scim/v2`, and the admin API at `/admin/v1`. ' +
        'Press *Authorize*: `admin-token` is the ADMIN_TOKEN, `access-code` the code of one tenant, or an access token of `/oauth/token`.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addSecurity('admin-token', bearer('The admin token of the service'))
    .addSecurity('access-code', bearer('The access code of a tenant: `idk_…`'))
    .addSecurity('oauth-client', {
      type: 'oauth2',
      description: 'An OAuth client of a tenant',
      flows: {
        clientCredentials: { tokenUrl: (publicUrl ?? '') + TOKEN_PATH, scopes: { scim: 'All of SCIM' } },
      },
    })
    .addSecurity('client-secret', {
      type: 'http',
      scheme: 'basic',
      description: 'Id and secret of an OAuth client, where they are not in the form',
    })
    .addSecurity(
      'person-token',
      bearer('An access token that an application got when a person signed in: `ido_…`'),
    )
    .addSecurity('metrics-token', bearer('METRICS_TOKEN: reads `/metrics` and nothing else'))
    .addSecurity('console-session', {
      type: 'apiKey',
      in: 'cookie',
      name: 'invitedesk',
      description: 'The cookie that signing in sets; over TLS its name is `__Host-invitedesk`',
    });
  if (publicUrl !== null) builder.addServer(publicUrl);
  builder.addServer('/', 'Where this document is from');
  for (const [name, what] of TAGS) builder.addTag(name, what);
  return builder.build();
}

/** Not `addBearerAuth`, which describes every token as a JWT. */
function bearer(description: string): { type: 'http'; scheme: string; description: string } {
  return { type: 'http', scheme: 'bearer', description };
}
