import type {
  ClientAuthMethod,
  Configuration,
  errors as oidcErrors,
  KoaContextWithOIDC,
} from 'oidc-provider';
import { SIGNING_ALGORITHM, type KeySet } from '../keys/signing-keys.js';
import { requestOfApplication } from '../logout/outbound-request.js';
import { newGrantId, tenantOfGrant } from '../storage/grant-id.js';
import type { People } from './people.js';
import { CLAIMS, personClaims } from './person-claims.js';
import { errorPage, logoutPage, signedOutPage } from './provider-pages.js';
import { requestOf } from './provider-request.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The session of a person ends then, too. */
const SESSION = 12 * HOUR;
/** With the scope `offline_access`: since the sign-in, however often it is renewed. */
const OFFLINE = 30 * DAY;

const CLIENT_AUTHENTICATIONS: ClientAuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
];
/** As strong as each other; `none` and algorithms with a shared secret are excluded. */
const CLIENT_ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;

export interface ProviderParts {
  readonly keys: KeySet;
  readonly cookieKeys: readonly Buffer[];
  readonly people: People;
  readonly errors: typeof oidcErrors;
  readonly adapter: NonNullable<Configuration['adapter']>;
}

/**
 * The configuration of `oidc-provider`: authorization code with PKCE for registered applications, logout started by them,
 * and back-channel logout. What is left out is off.
 */
export function providerConfiguration(parts: ProviderParts): Configuration {
  const { keys, cookieKeys, errors, adapter } = parts;
  return {
    adapter,
    jwks: { keys: keys.all.map((key) => ({ ...key })) },
    claims: CLAIMS,
    // Applications need no second request for what they have asked for.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    pkce: { required: () => true },
    clientAuthMethods: CLIENT_AUTHENTICATIONS,
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ALGORITHMS],
      idTokenSigningAlgValues: [SIGNING_ALGORITHM],
    },
    clientBasedCORS: () => false,
    cookies: {
      keys: cookieKeys.map((key) => key.toString('base64url')),
      names: {
        session: 'invitedesk-oidc',
        interaction: 'invitedesk-oidc-interaction',
        resume: 'invitedesk-oidc-resume',
      },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      userinfo: '/userinfo',
      jwks: '/jwks',
      end_session: '/logout',
      introspection: '/introspect',
      revocation: '/revoke',
    },
    features: featuresOf(),
    interactions: { url: (ctx, { uid }) => `${ctx.oidc.issuer}/interaction/${uid}` },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: SESSION,
      Grant: OFFLINE + DAY,
      RefreshToken: (_ctx, { expiresWithSession, iiat }) =>
        expiresWithSession === true ? SESSION : Math.max(1, (iiat ?? seconds()) + OFFLINE - seconds()),
    },
    rotateRefreshToken: true,
    // Without `offline_access` they end with the session of the browser.
    issueRefreshToken: (_ctx, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    fetch: (url, options = {}) =>
      requestOfApplication(new URL(url).href, {
        method: options.method,
        headers: Object.fromEntries(new Headers(options.headers as Record<string, string>)),
      }),
    findAccount: async (ctx, sub, token) => {
      const { request, person } = requestOf(ctx.req);
      const tenantId = tenantOfGrant(grantOf(token)) ?? (person?.userId === sub ? person.tenantId : null);
      const resource = tenantId === null ? null : await parts.people.find(tenantId, sub, request);
      if (tenantId !== null && resource !== null) {
        return {
          accountId: sub,
          claims: async (use: string) =>
            personClaims(tenantId, resource, await parts.people.rolesOf(tenantId, sub), use),
        };
      }
      // The session has ended while the browser was under way.
      if (token === undefined) throw new errors.AccessDenied(undefined, 'The person has no session any more');
      return undefined;
    },
    loadExistingGrant: existingGrant,
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error, description, requestOf(ctx.req).request.id);
    },
  };
}

function featuresOf(): NonNullable<Configuration['features']> {
  const isOwn = (
    _ctx: unknown,
    client: { clientId: string },
    token: { clientId?: string | undefined },
  ): boolean => token.clientId === client.clientId;
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    backchannelLogout: { enabled: true },
    userinfo: { enabled: true },
    introspection: { enabled: true, allowedPolicy: isOwn },
    revocation: { enabled: true, allowedPolicy: isOwn },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = logoutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signedOutPage();
      },
    },
  };
}

/** Applications of InviteDesk are registered by its operators, so people are not asked for their consent. */
async function existingGrant(ctx: KoaContextWithOIDC) {
  const { oidc } = ctx;
  const { person } = requestOf(ctx.req);
  const { client, account, provider, session } = oidc;
  if (client === undefined || account === undefined || person === null || session === undefined)
    return undefined;
  const known = session.grantIdFor(client.clientId);
  const isOfTenant = known !== undefined && tenantOfGrant(known) === person.tenantId;
  const found = isOfTenant ? await provider.Grant.find(known) : undefined;
  const grant =
    found?.accountId === account.accountId
      ? found
      : new provider.Grant({
          clientId: client.clientId,
          accountId: account.accountId,
          jti: newGrantId(person.tenantId),
        } as never);
  const missing = [...oidc.requestParamOIDCScopes].filter(
    (scope) => !grant.getOIDCScope().split(' ').includes(scope),
  );
  if (missing.length > 0 || found === undefined) {
    grant.addOIDCScope(missing.join(' '));
    await grant.save();
  }
  return grant;
}

function grantOf(token: unknown): string | undefined {
  return (Object(token) as { grantId?: string }).grantId;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
