import type { Database } from '../persistence/database.js';
import type { Cursors } from './cursor.js';

/** What a request brings to the endpoint that it calls. */
export interface EndpointContext {
  readonly database: Database;
  readonly cursors: Cursors;
  readonly tenantId: string;
  /** Of the SCIM endpoints, without a trailing slash. */
  readonly baseUrl: string;
}
