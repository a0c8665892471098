const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 86_400_000;

/** What bounds the size of a table. */
export type Growth =
  /** The customer's data: unbounded. */
  | { readonly kind: 'directory' }
  /** Bounded by a rule that the code which writes the rows enforces. */
  | { readonly kind: 'capped'; readonly by: string }
  /** `LogPurge` removes rows older than `LOG_RETENTION_DAYS`, bodies earlier. */
  | { readonly kind: 'log' }
  /**
   * `TablePurge` removes rows, per tenant or across tenants, once the time in one of `columns` is `afterMs` in the
   * past.
   */
  | {
      readonly kind: 'purged';
      readonly of: 'tenant' | 'all';
      readonly columns: readonly string[];
      /** `null` stands for `AUDIT_RETENTION_DAYS`. */
      readonly afterMs: number | null;
    };

/** How long credentials are listed after their end. */
const SHOWN_MS = 90 * DAY_MS;

/** Every table of the schema, with what bounds its size. */
export const GROWTH: Readonly<Record<string, Growth>> = {
  users: { kind: 'directory' },
  groups: { kind: 'directory' },
  group_members: { kind: 'directory' },
  attribute_values: { kind: 'directory' },
  tenants: { kind: 'directory' },
  provisioning_log: { kind: 'log' },
  logged_bodies: { kind: 'log' },
  request_counts: { kind: 'log' },
  resource_counts: { kind: 'capped', by: 'a few rows for each type of a tenant' },
  tenant_activity: { kind: 'capped', by: 'one row a tenant' },
  request_rates: { kind: 'capped', by: 'one row a tenant' },
  tenant_summaries: { kind: 'capped', by: 'one row a tenant' },
  tenant_domains: { kind: 'capped', by: 'MAX_DOMAINS a tenant' },
  sign_in_rules: { kind: 'capped', by: 'one row a tenant' },
  tenant_schemas: { kind: 'capped', by: 'MAX_SCHEMAS a tenant' },
  role_mappings: { kind: 'capped', by: 'MAX_MAPPINGS a tenant' },
  admin_grants: { kind: 'capped', by: 'MAX_GRANTS groups and as many roles a tenant' },
  entra_trusts: { kind: 'capped', by: 'one row a tenant' },
  tenant_contacts: { kind: 'capped', by: 'MAX_CONTACTS a tenant' },
  broken_tenants: { kind: 'capped', by: 'one row a tenant' },
  oauth_clients: { kind: 'capped', by: 'MAX_CLIENTS a tenant' },
  federated_credentials: { kind: 'capped', by: 'MAX_CREDENTIALS a tenant' },
  service_settings: {
    kind: 'capped',
    by: 'one row a setting, and one for each tenant that is being deleted',
  },
  schema_migrations: { kind: 'capped', by: 'one row a migration' },
  migration_lock: { kind: 'capped', by: 'one row' },
  typeorm_metadata: { kind: 'capped', by: 'one row a generated column' },
  applications: { kind: 'capped', by: 'MAX_APPLICATIONS' },
  application_secrets: {
    kind: 'purged',
    of: 'all',
    columns: ['expires_at'],
    afterMs: SHOWN_MS,
  },
  application_sign_ins: { kind: 'purged', of: 'all', columns: ['expires_at'], afterMs: MINUTE_MS },
  oidc_artifacts: { kind: 'purged', of: 'all', columns: ['expires_at'], afterMs: MINUTE_MS },
  oidc_signing_keys: { kind: 'purged', of: 'all', columns: ['expires_at'], afterMs: MINUTE_MS },
  access_codes: {
    kind: 'purged',
    of: 'tenant',
    columns: ['revoked_at', 'expires_at', 'retires_at'],
    afterMs: SHOWN_MS,
  },
  oauth_secrets: {
    kind: 'purged',
    of: 'tenant',
    columns: ['revoked_at', 'expires_at', 'retires_at'],
    afterMs: SHOWN_MS,
  },
  setup_links: { kind: 'purged', of: 'tenant', columns: ['revoked_at', 'expires_at'], afterMs: SHOWN_MS },
  admin_tokens: { kind: 'purged', of: 'all', columns: ['revoked_at', 'expires_at'], afterMs: SHOWN_MS },
  oauth_access_tokens: { kind: 'purged', of: 'tenant', columns: ['expires_at'], afterMs: MINUTE_MS },
  used_assertions: { kind: 'purged', of: 'tenant', columns: ['expires_at'], afterMs: MINUTE_MS },
  console_sessions: { kind: 'purged', of: 'all', columns: ['expires_at'], afterMs: MINUTE_MS },
  person_sessions: { kind: 'purged', of: 'all', columns: ['ends_at', 'last_used_at'], afterMs: HOUR_MS },
  sign_in_attempts: { kind: 'purged', of: 'all', columns: ['expires_at'], afterMs: MINUTE_MS },
  contact_notices: { kind: 'purged', of: 'all', columns: ['created_at'], afterMs: SHOWN_MS },
  audit_log: { kind: 'purged', of: 'all', columns: ['created_at'], afterMs: null },
};
