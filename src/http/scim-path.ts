/** Path of the SCIM base URL, which Entra calls the *Tenant URL*. */
export const SCIM_PATH = '/scim/v2';

/** Media type of every SCIM answer, RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json';

const OURS = `${SCIM_PATH}/`;

/** The base URL with any version of the protocol in it. */
const BASE = /^\/scim\/v(\d+)(?:[/?]|$)/;

/** Whether a request target lies under the SCIM base URL, of whatever version. */
export function isScimUrl(url: string): boolean {
  return versionIn(url) !== undefined;
}

/** Whether a request target asks for another version of SCIM than the one spoken here (RFC 7644 section 3.13). */
export function asksForOtherVersion(url: string): boolean {
  const version = versionIn(url);
  return version !== undefined && version !== '2';
}

/** An absolute-form target counts by its path. */
function versionIn(url: string): string | undefined {
  if (url.startsWith(OURS)) return '2';
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  // The router takes several slashes for one.
  return BASE.exec(target.replace(/^\/+/, '/').replace(/^(\/scim)\/+/, '$1/'))?.[1];
}
