import type { Refusal } from './tenant-access.js';
import type { TenantSettings } from './tenant-settings.js';

/** What an access token of a person grants: the person's own data. */
export interface PersonAccess {
  readonly tenantId: string;
  readonly userId: string;
  /** The revision of the tenant's extension schemas. */
  readonly schemasRevision: string | null;
  readonly settings: TenantSettings;
  readonly scopes: ReadonlySet<string>;
}

/** Finds whom an access token of the OpenID Provider was issued for. */
export abstract class PersonTokens {
  /** @param issuer by which the application knows the provider */
  abstract find(token: string, issuer: string): Promise<PersonAccess | Refusal>;
}
