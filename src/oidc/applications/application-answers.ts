import { endingAnswer } from '../../endings/ending.dto.js';
import { missedCredentials, type Ending } from '../../endings/missed-credentials.js';
import type { Issued } from '../../tenants/credentials/client-secrets.js';
import { issuedSecretAnswer, secretAnswers } from '../../tenants/credentials/credential-answers.js';
import type { ApplicationAnswer, CreatedApplicationAnswer } from './application.dto.js';
import type { Application } from './application.entity.js';
import type { ApplicationSecret } from './application-secret.entity.js';
import type { ApplicationWithSecrets } from './applications.service.js';

/** An application in the admin API, without its secrets' texts. */
export function applicationAnswer(
  { application, secrets }: ApplicationWithSecrets,
  issuer: string,
): ApplicationAnswer {
  return {
    ...members(application, issuer),
    secrets: secretAnswers(secrets),
    ending: endingsOf(application, secrets, Date.now()).map(endingAnswer),
  };
}

/** A new application, with the text of its first secret. */
export function createdAnswer(
  application: Application,
  issued: Issued<ApplicationSecret> | null,
  issuer: string,
): CreatedApplicationAnswer {
  return { ...members(application, issuer), secret: issued === null ? null : issuedSecretAnswer(issued) };
}

function members({ id, createdAt, ...values }: Application, issuer: string) {
  const { name, authentication, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, jwks, jwksUri } =
    values;
  return {
    clientId: id,
    name,
    issuer,
    authentication,
    redirectUris,
    postLogoutRedirectUris,
    backchannelLogoutUri,
    jwks,
    jwksUri,
    createdAt: createdAt.toISOString(),
  };
}

function endingsOf(
  { id: clientId, name }: Application,
  secrets: readonly ApplicationSecret[],
  now: number,
): readonly Ending[] {
  const stored = secrets
    .filter(({ revokedAt }) => revokedAt === null)
    .map(({ id, hint, replacedBy, ...times }) => ({
      kind: 'application-secret' as const,
      id,
      clientId,
      application: name,
      hint,
      replacedBy,
      createdAt: times.createdAt.getTime(),
      expiresAt: times.expiresAt.getTime(),
      retiresAt: times.retiresAt?.getTime() ?? null,
      lastUsedAt: times.lastUsedAt?.getTime() ?? null,
    }));
  return missedCredentials(stored, now);
}
