import type { TenantStore } from '../persistence/tenant-store.js';
import type { WriteLog } from '../provisioning-log/write-log.js';
import type { ResourceTypes } from '../scim/resource-type.js';
import type { Cursors } from './cursor.js';

/** What a request brings to the resources of its tenant. */
export interface TenantRequest {
  readonly tenantId: string;
  readonly log: WriteLog;
  /** Takes the names in a write that was done that no schema of the tenant has; they are counted for its status. */
  readonly noteIgnored: (names: readonly string[]) => void;
  /** With the extensions of the tenant. */
  readonly types: ResourceTypes;
  /** Which state of the tenant's extensions `types` holds; `null` when it has none. */
  readonly schemasRevision: string | null;
  /** Of the SCIM endpoints, without a trailing slash. */
  readonly baseUrl: string;
  /**
   * Waits until there is memory for an answer of about so many bytes, which is the request's until it is answered.
   * @throws ScimError 429 or 503 when there is none in time
   */
  readonly room: (bytes: number) => Promise<void>;
}

/** A request with what the service has for its tenant. */
export interface TenantContext extends TenantRequest {
  readonly store: TenantStore;
  readonly cursors: Cursors;
}
