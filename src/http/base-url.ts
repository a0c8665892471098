import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { ScimError } from '../scim/errors.js';
import { OIDC_PATH, TOKEN_PATH } from './oauth-paths.js';
import { SCIM_PATH } from './scim-path.js';

const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

type Addressed = Pick<FastifyRequest, 'protocol' | 'host'>;

/**
 * The base URL of this service as seen by its callers, without a trailing slash: `PUBLIC_URL`, or else the origin that
 * the request was addressed to. Proxy headers count only where `TRUST_PROXY` says so.
 * @throws ScimError 400 when the request names no valid host
 */
export function baseUrl(request: Addressed, config: Pick<Config, 'publicUrl'>): string {
  if (config.publicUrl !== null) return config.publicUrl;
  const { host } = request;
  if (typeof host !== 'string' || !HOST.test(host)) {
    throw ScimError.badRequest('The Host header is not a host name with an optional port');
  }
  return `${request.protocol === 'https' ? 'https' : 'http'}://${host}`;
}

/** The SCIM base URL, such as `https://host/scim/v2`, with which `meta.location` begins. */
export function scimBaseUrl(request: Addressed, config: Pick<Config, 'publicUrl'>): string {
  return baseUrl(request, config) + SCIM_PATH;
}

/** The token endpoint, such as `https://host/oauth/token`; Entra's *Token endpoint*. */
export function tokenUrl(request: Addressed, config: Pick<Config, 'publicUrl'>): string {
  return baseUrl(request, config) + TOKEN_PATH;
}

/** The issuer of ID tokens, such as `https://host/oidc`. */
export function issuerUrl(request: Addressed, config: Pick<Config, 'publicUrl'>): string {
  return baseUrl(request, config) + OIDC_PATH;
}
