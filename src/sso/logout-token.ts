import { Inject, Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { readIssuer } from '../federation/entra-issuer.js';
import { checkToken, readToken } from '../federation/entra-token.js';
import { SigningKeys } from '../federation/signing-keys.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { PersonSessions, type EntraLogout } from '../sessions/person-sessions.service.js';
import { EntraClouds, type EntraCloud } from './entra-clouds.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_LIFE_MS = 3_600_000;

/** Ends sessions when Entra says so: OpenID Connect Back-Channel Logout 1.0. */
@Injectable()
export class LogoutTokens {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clouds: EntraClouds,
    private readonly keys: SigningKeys,
    private readonly sessions: PersonSessions,
  ) {}

  /**
   * Checks a logout token (section 2.6), and ends the sessions that it names.
   * @returns whether it was valid, and not used before
   */
  async accept(token: string): Promise<boolean> {
    const read = readToken(token);
    if (typeof read === 'string') return false;
    const { claims } = read;
    const { cloud, from } = this.issuerOf(String(read.issuer));
    const logout = logoutOf(claims);
    if (cloud === undefined || from === null || logout === null || claims.nonce !== undefined) return false;
    if (typeof claims.jti !== 'string' || typeof claims.iat !== 'number') return false;
    const events = Object(claims.events) as Record<string, unknown>;
    if (typeof events[EVENT] !== 'object') return false;
    // Its issuer names the tenant; a logout token has no `tid`.
    const ofTenant = { ...read, entraTenantId: read.entraTenantId ?? from.entraTenantId };
    const expected = { from, audiences: [cloud.clientId ?? ''], maxLifeMs: MAX_LIFE_MS };
    if ((await checkToken(ofTenant, expected, this.keys)) !== null) return false;
    const tenantId = await this.tenantOf(from.entraTenantId, cloud);
    if (tenantId === null) return true;
    const isNew = await this.useOnce(tenantId, `${read.issuer as string} ${claims.jti}`, read.expiresAt);
    if (isNew) await this.sessions.endByEntra(tenantId, logout);
    return isNew;
  }

  private issuerOf(url: string) {
    const from = readIssuer(
      url,
      this.clouds.all.map(({ origin }) => origin),
    );
    const cloud = this.clouds.all.find(({ origin }) => from?.issuer.startsWith(`${origin}/`));
    return { cloud, from };
  }

  private async tenantOf(entraTenantId: string, cloud: EntraCloud): Promise<string | null> {
    const [row] = await this.database.rows<{ id: string }>(
      'SELECT id FROM tenants WHERE entra_tenant_id = ?',
      [entraTenantId],
    );
    return row !== undefined && (await this.clouds.ofTenant(row.id)) === cloud ? row.id : null;
  }

  private async useOnce(tenantId: string, token: string, expiresAt: number): Promise<boolean> {
    const { insertIgnore } = this.database.dialect;
    const sha256 = hash('sha256', token);
    const added = await this.database.transaction((tx) =>
      tx.run(`${insertIgnore} INTO used_assertions (tenant_id, sha256, expires_at) VALUES (?, ?, ?)`, [
        tenantId,
        sha256,
        expiresAt,
      ]),
    );
    return added > 0;
  }
}

/** The session, or else the person, whose sessions end; null when the token names neither. */
function logoutOf({ sid, sub }: Readonly<Record<string, unknown>>): EntraLogout | null {
  if (typeof sid === 'string' && sid !== '') return { session: sid };
  return typeof sub === 'string' && sub !== '' ? { subject: sub } : null;
}
