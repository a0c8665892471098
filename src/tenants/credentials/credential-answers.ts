import { lifeState } from './credential-life.js';
import type { EntraTrust } from './entra-trust.entity.js';
import type { AccessCode } from './access-code.entity.js';
import type { FederatedCredential } from './federated-credential.entity.js';
import type { ClientSecret } from './client-secret.js';
import type { Issued } from './client-secrets.js';
import type { ClientWithSecrets } from './oauth-clients.service.js';
import type { ReplacementAnswer } from './life.dto.js';
import type { EntraTokensAnswer, FederatedCredentialAnswer } from './federation.dto.js';
import type { IssuedSecretAnswer, OAuthClientAnswer, SecretAnswer } from './oauth-client.dto.js';

/** An OAuth client in the admin API, without its secrets' texts. */
export function clientAnswer({ client, secrets }: ClientWithSecrets, tokenUrl: string): OAuthClientAnswer {
  return {
    clientId: client.id,
    description: client.description,
    tokenUrl,
    createdAt: client.createdAt.toISOString(),
    secrets: secretAnswers(secrets),
  };
}

/** A new secret with its text. */
export function issuedSecretAnswer({ secret, text }: Issued<ClientSecret>): IssuedSecretAnswer {
  return {
    id: secret.id,
    clientSecret: text,
    hint: secret.hint,
    createdAt: secret.createdAt.toISOString(),
    expiresAt: secret.endsAt.toISOString(),
  };
}

/** A federated credential in the admin API. */
export function federatedAnswer(
  credential: FederatedCredential,
  tokenUrl: string,
): FederatedCredentialAnswer {
  const { id, description, issuer, subject, audiences } = credential;
  return {
    clientId: id,
    description,
    issuer,
    subject,
    audiences,
    tokenUrl,
    createdAt: credential.createdAt.toISOString(),
    lastUsedAt: credential.lastUsedAt?.toISOString() ?? null,
  };
}

/** Whether a tenant accepts tokens that Entra itself has signed. */
export function entraTokensAnswer(trust: EntraTrust | null): EntraTokensAnswer {
  return {
    enabled: trust !== null,
    audiences: trust?.audiences ?? [],
    lastUsedAt: trust?.lastUsedAt?.toISOString() ?? null,
  };
}

/** The credential that replaces another one. */
export function replacementAnswer(by: AccessCode | ClientSecret | null): ReplacementAnswer | null {
  return by === null ? null : { hint: by.hint, lastUsedAt: by.lastUsedAt?.toISOString() ?? null };
}

/** The secrets of a client or an application, without their texts. */
export function secretAnswers(secrets: readonly ClientSecret[]): SecretAnswer[] {
  return secrets.map((secret) => ({
    id: secret.id,
    hint: secret.hint,
    createdAt: secret.createdAt.toISOString(),
    expiresAt: secret.endsAt.toISOString(),
    lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
    revokedAt: secret.revokedAt?.toISOString() ?? null,
    ...lifeState({ expiresAt: secret.endsAt, revokedAt: secret.revokedAt }, Date.now()),
    replacedBy: replacementAnswer(secrets.find(({ id }) => id === secret.replacedBy) ?? null),
  }));
}
