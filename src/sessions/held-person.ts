import type { Statements } from '../persistence/database/database.js';
import type { Dialect } from '../persistence/database/dialect.js';

/** Whether a person may be signed in. */
export interface PersonRow {
  readonly active: number | null;
  readonly isSwitchedOn: number;
  readonly now: number | string;
}

export interface HeldPerson extends PersonRow {
  readonly version: number;
  readonly hasSignedIn: number;
}

/**
 * Holds the rows of a tenant and a user until the transaction ends.
 * @returns null when there is no such user
 */
export async function holdPerson(
  tx: Statements,
  { forShare, forUpdate, nowMillis }: Dialect,
  tenantId: string,
  userId: string,
): Promise<HeldPerson | null> {
  const [tenant] = await tx.rows<Pick<HeldPerson, 'isSwitchedOn'>>(
    `SELECT provisioning_enabled AS isSwitchedOn FROM tenants WHERE id = ?${forShare}`,
    [tenantId],
  );
  const [user] = await tx.rows<Omit<HeldPerson, 'isSwitchedOn'>>(
    `SELECT active, version, has_signed_in AS hasSignedIn, ${nowMillis} AS now
     FROM users WHERE tenant_id = ? AND id = ?${forUpdate}`,
    [tenantId, userId],
  );
  return tenant === undefined || user === undefined ? null : { ...tenant, ...user };
}
