import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type SqlValue } from '../persistence/database/database.js';
import { chunks } from '../persistence/database/id-chunks.js';
import { placeholders } from '../persistence/database/in-list.js';
import { joinSql, sql, trusted, type Sql } from '../persistence/database/sql.js';
import { ENDING_MS } from '../tenants/credentials/credential-life.js';
import { missedCredentials, REPORTED_MS, type Ending, type StoredCredential } from './missed-credentials.js';
import { groupedBy } from './stored-credentials.js';

/** The tables of credentials that end, with what they call a kind. */
const WITH_END = [
  { table: 'access_codes', kind: 'access-code', client: 'NULL', retires: 'retires_at', by: 'replaced_by' },
  {
    table: 'oauth_secrets',
    kind: 'client-secret',
    client: 'client_id',
    retires: 'retires_at',
    by: 'replaced_by',
  },
  { table: 'setup_links', kind: 'setup-link', client: 'NULL', retires: 'NULL', by: 'NULL' },
] as const;
type CredentialOfTenant = StoredCredential & { readonly tenantId: string };

const LASTING = ['federated_credentials', 'entra_trusts'] as const;

/** Finds what of tenants ends. */
@Injectable()
export class Endings {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The credentials of one tenant that will be missed, the first to end first. */
  async of(tenantId: string, now = Date.now()): Promise<readonly Ending[]> {
    return (await this.ofAll([tenantId], now)).get(tenantId) ?? [];
  }

  /** The same of several tenants; those without any are left out. */
  async ofAll(
    tenantIds: readonly string[],
    now = Date.now(),
  ): Promise<ReadonlyMap<string, readonly Ending[]>> {
    const found = new Map<string, readonly Ending[]>();
    for (const ids of chunks(tenantIds)) {
      const rows = await this.credentialsOf(ids, now);
      for (const [tenantId, credentials] of groupedBy(rows, (row) => row.tenantId)) {
        const missed = missedCredentials(credentials, now);
        if (missed.length > 0) found.set(tenantId, missed);
      }
    }
    return found;
  }

  /** What ends of all tenants with provisioning enabled. */
  async ofEveryTenant(now = Date.now()): Promise<ReadonlyMap<string, readonly Ending[]>> {
    const { text, params } =
      sql`SELECT t.id FROM tenants t WHERE t.provisioning_enabled = 1 AND (${mayEnd(now)})`;
    const tenants = await this.database.rows<{ id: string }>(text, params);
    return this.ofAll(
      tenants.map(({ id }) => id),
      now,
    );
  }

  /** @param ids some may be repeated */
  private credentialsOf(ids: readonly string[], now: number): Promise<CredentialOfTenant[]> {
    const marks = placeholders(ids.length);
    const since = now - REPORTED_MS;
    const params: SqlValue[] = [];
    const parts = WITH_END.map(({ table, kind, client, retires, by }) => {
      params.push(...ids, since);
      return `SELECT tenant_id AS tenantId, '${kind}' AS kind, id, ${client} AS clientId, NULL AS application, hint, created_at AS createdAt, expires_at AS expiresAt,
          ${retires} AS retiresAt, last_used_at AS lastUsedAt, ${by} AS replacedBy
        FROM ${table} WHERE tenant_id IN (${marks}) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`;
    });
    for (const table of LASTING) {
      params.push(...ids);
      parts.push(`SELECT tenant_id AS tenantId, 'lasting' AS kind, id, NULL AS clientId, NULL AS application, id AS hint, created_at AS createdAt, NULL AS expiresAt,
          NULL AS retiresAt, last_used_at AS lastUsedAt, NULL AS replacedBy
        FROM ${table} WHERE tenant_id IN (${marks})`);
    }
    return this.database.rows<CredentialOfTenant>(parts.join(' UNION ALL '), params);
  }
}

/** Whether the tenant `t` has a credential that ends within 30 days or has ended: `missedCredentials` says which matter. */
export function mayEnd(now: number): Sql {
  const [from, to] = [now - REPORTED_MS, now + ENDING_MS];
  const parts = WITH_END.map(({ table, retires }) => {
    const ends = retires === 'NULL' ? ['expires_at'] : ['expires_at', retires];
    const within = ends.map(
      (column) => sql`c.${trusted(column)} > ${from} AND c.${trusted(column)} <= ${to}`,
    );
    return sql`EXISTS (SELECT 1 FROM ${trusted(table)} c WHERE c.tenant_id = t.id AND c.revoked_at IS NULL
      AND (${joinSql(within, 'OR')}))`;
  });
  return joinSql(parts, 'OR');
}
