import type { Refusal } from '../access/tenant-access.js';
import type { Statements } from '../persistence/database/database.js';
import { selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import type { StoredSecret } from '../secrets/secret-text.js';
import { failureOf } from '../tenants/credentials/credential-life.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { SetupLink } from './setup-link.entity.js';

const LINK_COLUMNS = ['id', 'sha256', 'tenantId', 'expiresAt', 'revokedAt'] as const;
const LINK_SELECTED = selected(SetupLink, LINK_COLUMNS, 'l');
/** A set-up link that works, with the name of its tenant. */
export interface LinkRow extends StoredColumns<SetupLink, (typeof LINK_COLUMNS)[number]> {
  readonly tenantName: string;
}

/** Finds a set-up link by its secret. */
export async function findLink(
  statements: Pick<Statements, 'rows'>,
  { hint, sha256 }: StoredSecret,
): Promise<LinkRow | Refusal> {
  const [link] = await statements.rows<LinkRow>(
    `SELECT ${LINK_SELECTED}, n.name AS tenantName
     FROM setup_links l JOIN tenants n ON n.id = l.tenant_id WHERE l.hint = ?`,
    [hint],
  );
  if (link === undefined) return { reason: 'unknown', hint };
  const reason = sameHash(link.sha256, sha256) ? failureOf(link, Date.now()) : 'wrong-secret';
  return reason === null ? link : { reason, tenantId: link.tenantId, hint };
}
