import { OAuthError } from '../http/oauth-error.js';
import { readAuthorization } from '../http/authorization.js';
import type { Form } from '../http/form-text.js';

/** RFC 7523 section 2.2: the client presents a token signed by a trusted issuer. */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const BASE64 = /^[A-Za-z0-9+/=_-]+$/;

/** How a client authenticates. */
export type ClientAuthentication =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'assertion'; readonly clientId: string; readonly assertion: string };

/**
 * Reads the client authentication: by HTTP Basic, in the form, or identically in both. Entra offers both as a choice;
 * RFC 6749 section 2.3 forbids them together.
 * @returns `null` without any
 * @throws OAuthError 400 when there are contradictory ones
 */
export function readAuthentication(
  form: Form,
  authorization: string | undefined,
): ClientAuthentication | null {
  const basic = readBasic(authorization);
  const clientId = form.get('client_id') ?? basic?.clientId;
  const secret = form.get('client_secret') ?? basic?.secret;
  const type = form.get('client_assertion_type');
  const assertion = form.get('client_assertion');
  if (type !== undefined || assertion !== undefined) {
    if (secret !== undefined) throw invalid('A client proves its identity in one way only');
    if (type !== JWT_BEARER) throw invalid(`Expected a client_assertion_type of ${JWT_BEARER}`);
    if (assertion === undefined) throw invalid('The parameter client_assertion is missing');
    if (clientId === undefined) throw invalid('The parameter client_id is missing');
    return { kind: 'assertion', clientId, assertion };
  }
  if (basic !== null && (clientId !== basic.clientId || secret !== basic.secret))
    throw invalid('The Authorization header and the form name different credentials');
  return clientId === undefined || secret === undefined ? null : { kind: 'secret', clientId, secret };
}

/** RFC 6749 section 2.3.1: both parts are form-encoded. */
function readBasic(
  authorization: string | undefined,
): { readonly clientId: string; readonly secret: string } | null {
  const credentials = readAuthorization(authorization);
  if (credentials?.scheme !== 'basic' || !BASE64.test(credentials.text)) return null;
  const text = Buffer.from(credentials.text, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  return { clientId: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
}

function decode(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('&', '%26')}`).get('v') ?? '';
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_request', description);
}
