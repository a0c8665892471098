import { Injectable } from '@nestjs/common';
import { entraIssuer, isEntraTenantId } from '../federation/entra-issuer.js';
import { checkToken, readToken } from '../federation/entra-token.js';
import { SigningKeys } from '../federation/signing-keys.js';
import { EntraClient } from './entra-client.js';
import type { EntraCloud } from './entra-clouds.js';
import type { SignInProof, SignInTarget } from './sign-in-attempts.js';
import { EntraUnavailable, SignInRefused } from './sign-in-refused.js';

/** The tenant of personal Microsoft accounts. */
const PERSONAL_ACCOUNTS = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Who a person is, as Entra has proved. */
export interface EntraPerson {
  readonly cloud: EntraCloud;
  readonly entraTenantId: string;
  /** The object id of the person in that tenant, lower-case. */
  readonly objectId: string;
  /** Whether the account is one of another tenant. */
  readonly isGuest: boolean;
  /** The claims `sid` and `sub`. */
  readonly session: string | null;
  readonly subject: string | null;
  /** The claim `session_expiry`: the latest end of a session, in milliseconds since 1970. */
  readonly endsBy: number | null;
}

type Claims = Readonly<Record<string, unknown>>;

/** Finds out from Entra's answer who a person is. */
@Injectable()
export class EntraPeople {
  constructor(
    private readonly client: EntraClient,
    private readonly keys: SigningKeys,
  ) {}

  /**
   * @param response the address that Entra has led the browser to
   * @throws SignInRefused or EntraUnavailable
   */
  async identify(response: URL, attempt: SignInTarget & SignInProof): Promise<EntraPerson> {
    const idToken = await this.client.redeem(attempt, response, attempt);
    return this.check(idToken, attempt);
  }

  /** OpenID Connect Core 1.0 section 3.1.3.7. The issuer must be the tenant in `tid`, and that the expected one. */
  private async check(
    idToken: string,
    { cloud, entraTenantId, nonce }: SignInTarget & SignInProof,
  ): Promise<EntraPerson> {
    const read = readToken(idToken);
    if (typeof read === 'string') throw new SignInRefused(read);
    const { entraTenantId: tenant, claims } = read;
    if (tenant === null || (entraTenantId !== null && tenant !== entraTenantId))
      throw new SignInRefused('wrong-tenant');
    const from = entraIssuer(cloud.origin, tenant);
    if (read.audiences.length !== 1) throw new SignInRefused('wrong-audience');
    const failure = await checkToken(read, { from, audiences: [cloud.clientId ?? ''] }, this.keys);
    if (failure === 'keys-unavailable') throw new EntraUnavailable('no signing keys');
    if (failure !== null) throw new SignInRefused(failure);
    if (claims.nonce !== nonce) throw new SignInRefused('wrong-nonce');
    // Personal accounts belong to no organisation.
    if (tenant === PERSONAL_ACCOUNTS) throw new SignInRefused('personal-account');
    const objectId = typeof claims.oid === 'string' ? claims.oid.toLowerCase() : null;
    if (!isEntraTenantId(objectId)) throw new SignInRefused('malformed');
    const { session_expiry: expiry } = claims;
    return {
      cloud,
      entraTenantId: tenant,
      objectId,
      isGuest: isGuest(claims, tenant),
      session: shortText(claims.sid),
      subject: shortText(claims.sub),
      endsBy: typeof expiry === 'number' && Number.isFinite(expiry) ? Math.floor(expiry) * 1000 : null,
    };
  }
}

/**
 * The claim `idp` is there when the account is not of the tenant that issues the token; `acct` tells it, too, and so does
 * the user name that Entra makes of an address elsewhere, such as `lena_fabrikam.example#EXT#@contoso.example`.
 */
function isGuest({ idp, acct, upn, preferred_username: name }: Claims, tenant: string): boolean {
  if (Number(acct) === 1 || (typeof idp === 'string' && !idp.includes(tenant))) return true;
  return [upn, name].some((each) => typeof each === 'string' && /#ext#/i.test(each));
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : null;
}
