import { ConflictException } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { newTokenId } from '../../secrets/random-id.js';
import { clientSecrets } from '../../secrets/secret-text.js';
import { failureOf } from '../../tenants/credentials/credential-life.js';
import { ApplicationSecret } from './application-secret.entity.js';

/** Maximum number of working secrets of an application. */
const MAX_LIVE_SECRETS = 10;
/** Maximum number of its secrets in an answer: the working ones, then the latest of the others. */
const MAX_SECRETS = 50;
const DEFAULT_LIFETIME_MS = 730 * 86_400_000;

/** A new secret with its text, which is stored nowhere and shown only once. */
export interface IssuedApplicationSecret {
  readonly secret: ApplicationSecret;
  readonly text: string;
}

/** @throws ConflictException when the application has too many working secrets */
export async function issueSecret(
  manager: EntityManager,
  applicationId: string,
  expiresAt: Date | null,
): Promise<IssuedApplicationSecret> {
  const createdAt = new Date();
  const present = await manager.find(ApplicationSecret, { where: { applicationId }, order: { id: 'ASC' } });
  const dead = present.filter((each) => failureOf(each, createdAt.getTime()) !== null);
  if (present.length - dead.length >= MAX_LIVE_SECRETS) {
    throw new ConflictException(
      `The application has ${MAX_LIVE_SECRETS} secrets that work: revoke one first`,
    );
  }
  const surplus = dead.slice(0, Math.max(0, present.length - MAX_SECRETS + 1));
  if (surplus.length > 0) await manager.delete(ApplicationSecret, { id: In(surplus.map(({ id }) => id)) });
  const { text, hint, sha256 } = clientSecrets.generate();
  const secret = manager.create(ApplicationSecret, {
    id: newTokenId(createdAt),
    applicationId,
    hint,
    sha256,
    createdAt,
    expiresAt: expiresAt ?? new Date(createdAt.getTime() + DEFAULT_LIFETIME_MS),
    retiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  });
  await manager.insert(ApplicationSecret, secret);
  return { secret, text };
}
