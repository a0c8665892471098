import type { Caller } from '../persistence/database/tenant-turns.js';
import type { TenantStore } from '../persistence/tenant-store.js';
import type { WriteLog } from '../provisioning-log/write-log.js';
import type { ResourceTypes } from '../scim/resource-type.js';
import type { Cursors } from './cursor.js';

/** The request's part of a `TenantContext`. */
export interface TenantRequest {
  readonly tenantId: string;
  readonly log: WriteLog;
  /**
   * Receives attribute names of a successful write that no schema of the tenant has. They are counted for the tenant's
   * status.
   */
  readonly noteIgnored: (names: readonly string[]) => void;
  /** Including the tenant's extensions. */
  readonly types: ResourceTypes;
  /** The revision of the tenant's extensions in `types`; `null` when it has none. */
  readonly schemasRevision: string | null;
  /** Base URL of the SCIM endpoints, without a trailing slash. */
  readonly baseUrl: string;
  /**
   * Waits for memory for an answer of about `bytes` bytes, and reserves it until the request is answered.
   * @throws ScimError 429 or 503 when there is none in time
   */
  readonly room: (bytes: number) => Promise<void>;
  /** Whoever waits for the answer. */
  readonly caller: Caller;
}

/** A request together with the repositories and services for its tenant. */
export interface TenantContext extends TenantRequest {
  readonly store: TenantStore;
  readonly cursors: Cursors;
}
