import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';
import { CredentialVerifier } from '../tenants/credentials/credential-verifier.js';

/** A credential that opens no tenant, with the reason. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';
  constructor(readonly refusal: Refusal) {
    super(refusal.reason);
  }
}

/** RFC 6750 bearer authentication with an access code, an access token or a token that Entra has signed. */
@Injectable()
export class TenantBearerStrategy extends PassportStrategy(Strategy, 'tenant-bearer') {
  constructor(private readonly verifier: CredentialVerifier) {
    super();
  }

  /**
   * Called by Passport with the token of the header.
   * @throws CredentialRefused when it opens no tenant
   */
  async validate(token: string): Promise<TenantAccess> {
    const verdict = await this.verifier.verify(token);
    if ('reason' in verdict) throw new CredentialRefused(verdict);
    return verdict;
  }
}
