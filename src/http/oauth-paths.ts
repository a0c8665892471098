/** Path of the token endpoint, RFC 6749 section 3.2. */
export const TOKEN_PATH = '/oauth/token';
/** Path of the OpenID Provider, below which all its end points are. */
export const OIDC_PATH = '/oidc';
