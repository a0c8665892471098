import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, TookTooLong, type Database } from '../persistence/database/database.js';
import { trusted, sql, type Sql } from '../persistence/database/sql.js';
import { FEW_ROWS } from '../persistence/search/search-cost.js';
import { domainOf } from './domain-of.js';

/** Domains of a tenant that are kept: those of most people. */
export const MAX_DOMAINS = 20;
/** User names, and addresses, of a tenant that are looked at. */
const MOST_LOOKED_AT = 100_000;
/** Tenants whose people change all the time are looked at so often. */
const RENEW_AFTER_MS = 600_000;
/** All others, for what has gone. */
const RENEW_ALL_AFTER_MS = 86_400_000;

interface Due {
  readonly tenantId: string;
  readonly users: number;
}

interface Counted {
  readonly domain: string;
  readonly uses: number;
}

/** Keeps the domains of each tenant's people, by which tenants are found. No write of a user knows of it. */
@Injectable()
export class TenantDomains {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The tenants whose domains may have changed, those that were seen to longest ago first. */
  due(limit: number, now: number): Promise<Due[]> {
    return this.database.rows<Due>(
      `SELECT s.tenant_id AS tenantId, s.users AS users FROM tenant_summaries s
         LEFT JOIN tenant_activity a ON a.tenant_id = s.tenant_id
       WHERE s.domains_at < ? AND (s.domains_at < ? OR a.last_write_at > s.domains_at OR EXISTS (
         SELECT 1 FROM tenant_contacts c WHERE c.tenant_id = s.tenant_id AND c.created_at > s.domains_at))
       ORDER BY s.domains_at LIMIT ${limit}`,
      [now - RENEW_AFTER_MS, now - RENEW_ALL_AFTER_MS],
    );
  }

  /** Derives the domains of a tenant again. */
  async renew({ tenantId, users }: Due, now: number): Promise<void> {
    const { dialect } = this.database;
    const found = new Map<string, number>();
    const add = (domain: string | null, uses: number): void => {
      if (domain !== null) found.set(domain, (found.get(domain) ?? 0) + uses);
    };
    const ofNames = sql`SELECT u.user_name_key AS address FROM users u ${trusted(dialect.byIndex('uq_users_user_name'))}
      WHERE u.tenant_id = ${tenantId}`;
    const ofEmails = sql`SELECT v.value_key AS address FROM attribute_values v
      ${trusted(dialect.byIndex('ix_attribute_values_value'))}
      WHERE v.tenant_id = ${tenantId} AND v.path = 'emails.value'`;
    for (const addresses of [ofNames, ofEmails]) {
      const counted = await this.count(addresses, tenantId, users > FEW_ROWS);
      if (counted === null) return this.store(tenantId, null, now);
      for (const { domain, uses } of counted) add(domainOf(domain), Number(uses));
    }
    const contacts = await this.database.rows<{ address: string }>(
      'SELECT address_key AS address FROM tenant_contacts WHERE tenant_id = ? AND unsubscribed_at IS NULL',
      [tenantId],
    );
    const kept = [...found].sort(([, a], [, b]) => b - a).slice(0, MAX_DOMAINS);
    const ofContacts = contacts.flatMap(({ address }): [string, number][] => {
      const domain = domainOf(address);
      return domain === null || kept.some(([each]) => each === domain) ? [] : [[domain, 0]];
    });
    await this.store(tenantId, new Map([...ofContacts, ...kept].slice(0, MAX_DOMAINS)), now);
  }

  /** @returns `null` when it takes too long */
  private async count(
    addresses: Sql,
    tenantId: string,
    areMany: boolean,
  ): Promise<readonly Counted[] | null> {
    const { text, params } =
      sql`${trusted(this.database.dialect.selectInTime)} SUBSTR(address, INSTR(address, '@') + 1) AS domain, COUNT(*) AS uses
      FROM (${addresses} LIMIT ${trusted(String(MOST_LOOKED_AT))}) d WHERE INSTR(address, '@') > 0
      GROUP BY SUBSTR(address, INSTR(address, '@') + 1) ORDER BY uses DESC, domain LIMIT ${trusted(String(2 * MAX_DOMAINS))}`;
    if (!areMany) return this.database.rows<Counted>(text, params);
    try {
      return await this.database.search<Counted>(tenantId, text, params);
    } catch (error) {
      if (error instanceof TookTooLong) return null;
      throw error;
    }
  }

  /** @param domains null to keep those that are stored */
  private async store(
    tenantId: string,
    domains: ReadonlyMap<string, number> | null,
    now: number,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const isThere = await tx.run('UPDATE tenant_summaries SET domains_at = ? WHERE tenant_id = ?', [
        now,
        tenantId,
      ]);
      // The tenant may have been deleted meanwhile.
      if (domains === null || isThere === 0) return;
      await tx.run('DELETE FROM tenant_domains WHERE tenant_id = ?', [tenantId]);
      const rows = [...domains].map(([domain, uses]) => [tenantId, domain, uses] as const);
      if (rows.length === 0) return;
      await tx.run(
        `INSERT INTO tenant_domains (tenant_id, domain, uses) VALUES ${rows.map(() => '(?, ?, ?)').join(', ')}`,
        rows.flat(),
      );
    });
  }
}
