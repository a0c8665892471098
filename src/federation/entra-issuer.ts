import { GUID, WHOLE_GUID } from './guid.js';

const V2_ISSUER = new RegExp(`^(https?://[^/]+)/(${GUID})/v2\\.0$`);

/** Whether a claim can be the id of an Entra tenant: any other value is neither looked up nor put into a URL. */
export function isEntraTenantId(value: unknown): value is string {
  return typeof value === 'string' && WHOLE_GUID.test(value);
}

/** An Entra tenant as the issuer of tokens. */
export interface EntraIssuer {
  /** The claim `iss`. */
  readonly issuer: string;
  /** The claim `tid`. */
  readonly entraTenantId: string;
  readonly keysUrl: string;
}

/** The issuer of version 2.0 tokens, as for workload identities. */
export function entraIssuer(loginOrigin: string, entraTenantId: string): EntraIssuer {
  return {
    issuer: `${loginOrigin}/${entraTenantId}/v2.0`,
    entraTenantId,
    keysUrl: `${loginOrigin}/${entraTenantId}/discovery/v2.0/keys`,
  };
}

/** The issuer of version 1.0 tokens, as for Entra's provisioning service when *Secret Token* is blank. */
export function entraV1Issuer(loginOrigin: string, entraTenantId: string): EntraIssuer {
  return {
    issuer: `https://sts.windows.net/${entraTenantId}/`,
    entraTenantId,
    keysUrl: `${loginOrigin}/${entraTenantId}/discovery/keys`,
  };
}

/**
 * Parses the URL of a version 2.0 issuer.
 * @param loginOrigins the only origins that keys may be fetched from
 * @returns `null` for any other URL
 */
export function readIssuer(url: string, loginOrigins: readonly string[]): EntraIssuer | null {
  const [, origin = '', entraTenantId = ''] = V2_ISSUER.exec(url) ?? [];
  return loginOrigins.includes(origin) ? entraIssuer(origin, entraTenantId) : null;
}
