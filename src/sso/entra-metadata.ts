import { Injectable } from '@nestjs/common';
import { CachedDocuments } from '../federation/cached-documents.js';

/** The authority of any organisation; Entra finds out which. */
const ANY_TENANT = 'organizations';
const ISSUER_TEMPLATE = '{tenantid}';

/** What is needed of a discovery document (OpenID Connect Discovery 1.0 section 3). */
export interface EntraMetadata {
  /** Of the tokens; `{tenantid}` stands for the tenant where the document is of none. */
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint: string | null;
}

/** The discovery documents of Entra's tenants. */
@Injectable()
export class EntraMetadataDocuments {
  private readonly documents = new CachedDocuments(metadataOf);

  /**
   * @param origin of the cloud
   * @param entraTenantId null for any tenant
   * @returns null when Entra does not answer, or has no such tenant
   */
  find(origin: string, entraTenantId: string | null): Promise<EntraMetadata | null> {
    const authority = `${origin}/${entraTenantId ?? ANY_TENANT}/v2.0`;
    return this.documents.get(`${authority}/.well-known/openid-configuration`);
  }
}

/** @throws Error when the document is that of another issuer, or leads to another host */
function metadataOf(document: unknown, url: string): EntraMetadata {
  const members = Object(document) as Partial<Record<keyof EntraMetadata, unknown>>;
  const { origin, pathname } = new URL(url);
  const tenant = pathname.split('/')[1];
  const issuer = `${origin}/${tenant === ANY_TENANT ? ISSUER_TEMPLATE : tenant}/v2.0`;
  if (members.issuer !== issuer) throw new Error('The document is that of another issuer');
  const endpoint = (value: unknown): string => {
    if (typeof value === 'string' && value.startsWith(`${origin}/`)) return value;
    throw new Error('An endpoint is missing, or at another host');
  };
  const { end_session_endpoint: end } = members;
  return {
    issuer,
    authorization_endpoint: endpoint(members.authorization_endpoint),
    token_endpoint: endpoint(members.token_endpoint),
    end_session_endpoint: end === undefined ? null : endpoint(end),
  };
}
