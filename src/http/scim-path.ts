/** Path of the SCIM base URL, which Entra calls the *Tenant URL*. */
export const SCIM_PATH = '/scim/v2';

/** Media type of every SCIM answer, RFC 7644 section 3.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json';

/** Whether a request target lies under the SCIM base URL; an absolute-form target counts by its path. */
export function isScimUrl(url: string): boolean {
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  // The router takes several slashes for one.
  const path = target.replace(/^\/+/, '/').replace(/^(\/scim)\/+/, '$1/');
  if (!path.startsWith(SCIM_PATH)) return false;
  const next = path.charAt(SCIM_PATH.length);
  return next === '' || next === '/' || next === '?';
}
