import { importJWK, SignJWT, type JWK } from 'jose';
import { newId } from '../../persistence/database/new-id.js';
import { SIGNING_ALGORITHM } from '../keys/signing-keys.js';
import type { ApplicationSignIn } from './application-sign-in.entity.js';

const LIFETIME_SECONDS = 120;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

type Ended = Pick<ApplicationSignIn, 'id' | 'userId' | 'applicationId' | 'issuer'>;

/** The logout token for the end of a sign-in, OpenID Connect Back-Channel Logout 1.0 section 2.4. */
export async function logoutToken({ id, userId, applicationId, issuer }: Ended, key: JWK): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sid: id, events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'logout+jwt', kid: key.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(applicationId)
    .setSubject(userId)
    .setJti(newId())
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(await importJWK(key, SIGNING_ALGORITHM));
}
