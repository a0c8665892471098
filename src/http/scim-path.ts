/** Path of the SCIM base URL, which Entra calls the *Tenant URL*. */
export const SCIM_PATH = '/scim/v2';

/** Media type of every SCIM answer, RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json';

const OURS = `${SCIM_PATH}/`;

/** The SCIM base URL with any version of the protocol. */
const BASE = /^\/scim\/v(\d+)(?:[/?]|$)/;

/** Whether a request target lies under the SCIM base URL of any version. */
export function isScimUrl(url: string): boolean {
  return versionIn(url) !== undefined;
}

/** Whether a request target names a version of SCIM that is not supported (RFC 7644 section 3.13). */
export function asksForOtherVersion(url: string): boolean {
  const version = versionIn(url);
  return version !== undefined && version !== '2';
}

/** Of a target in absolute form, the path counts. */
function versionIn(url: string): string | undefined {
  if (url.startsWith(OURS)) return '2';
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  // The router treats repeated slashes as one.
  return BASE.exec(target.replace(/^\/+/, '/').replace(/^(\/scim)\/+/, '$1/'))?.[1];
}
