import { Inject, Injectable } from '@nestjs/common';
import { entraV1Issuer } from '../../federation/entra-issuer.js';
import { checkToken, CLOCK_TOLERANCE_MS, type ReadToken } from '../../federation/entra-token.js';
import { LOGIN_ORIGINS } from '../../federation/login-origins.js';
import { SigningKeys } from '../../federation/signing-keys.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { accessOf, TENANT_COLUMNS, type Lookup, type TenantColumns } from './credential-lookup.js';

/** Microsoft.Azure.SyncFabric: Entra's provisioning service. */
const PROVISIONING_SERVICE = '00000014-0000-0000-c000-000000000000';

interface TrustRow extends TenantColumns {
  readonly id: string;
  readonly audiences: string;
}

/** Finds the tenant of a token that Entra has signed. */
@Injectable()
export class EntraTokenLookup {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGIN_ORIGINS) private readonly loginOrigins: readonly string[],
    private readonly keys: SigningKeys,
  ) {}

  /**
   * Takes one statement; for a tenant that accepts such tokens, also Entra's signing keys. The tokens of all customers
   * have the same audience, so only `tid` distinguishes them.
   */
  async find(read: ReadToken): Promise<Lookup> {
    const { entraTenantId } = read;
    if (entraTenantId === null) return { reason: 'wrong-tenant' };
    const [row] = await this.database.rows<TrustRow>(
      `SELECT e.id AS id, e.audiences AS audiences, n.id AS tenantId, ${TENANT_COLUMNS}
       FROM tenants n JOIN entra_trusts e ON e.tenant_id = n.id WHERE n.entra_tenant_id = ?`,
      [entraTenantId],
    );
    if (row === undefined) return { reason: 'wrong-tenant' };
    const { id, tenantId } = row;
    const [origin = ''] = this.loginOrigins;
    const from = entraV1Issuer(origin, entraTenantId);
    const audiences = JSON.parse(row.audiences) as string[];
    const failure = await checkToken(read, { from, audiences, application: PROVISIONING_SERVICE }, this.keys);
    if (failure !== null) return { reason: failure, tenantId, hint: id };
    return {
      access: accessOf(row, 'entra-token', id, id),
      expiresAt: read.expiresAt + CLOCK_TOLERANCE_MS,
      revoked: false,
      enabled: Number(row.enabled) === 1,
    };
  }
}
