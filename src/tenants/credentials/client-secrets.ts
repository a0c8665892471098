import { ConflictException, NotFoundException } from '@nestjs/common';
import {
  In,
  type DeepPartial,
  type EntityManager,
  type FindOptionsOrder,
  type FindOptionsWhere,
  type QueryDeepPartialEntity,
} from 'typeorm';
import { newTokenId } from '../../secrets/random-id.js';
import { clientSecrets } from '../../secrets/secret-text.js';
import type { ClientSecret } from './client-secret.js';
import { failureOf, retirement } from './credential-life.js';

/** Maximum number of working secrets of a client. */
const MAX_LIVE_SECRETS = 10;
/** Maximum number of a client's secrets in an answer: the working ones, then the latest of the others. */
const MAX_SECRETS = 50;
/** Two years: Entra's rules for gallery applications require one to three. */
const DEFAULT_LIFETIME_MS = 730 * 86_400_000;

/** A new secret with its text, which is stored nowhere and shown only once. */
export interface Issued<Secret extends ClientSecret> {
  readonly secret: Secret;
  readonly text: string;
}

/** The secrets of OAuth clients, or those of applications: issued, replaced and revoked by the same rules. */
export class ClientSecrets<Secret extends ClientSecret> {
  /** @param holder whose they are, for messages: `OAuth client` */
  constructor(
    private readonly entity: new () => Secret,
    private readonly holder: string,
  ) {}

  /** The secrets of one client or of several, oldest first. */
  list(manager: EntityManager, of: FindOptionsWhere<Secret>): Promise<Secret[]> {
    const order = { id: 'ASC' } as FindOptionsOrder<Secret>;
    return manager.find(this.entity, { where: of, order });
  }

  /**
   * @param of the columns that say whose the secret is, and further ones
   * @param expiresAt in two years when null
   * @throws ConflictException when the client has too many working secrets
   */
  async issue(
    manager: EntityManager,
    of: FindOptionsWhere<Secret>,
    expiresAt: Date | null,
    more: DeepPartial<Secret> = {} as DeepPartial<Secret>,
  ): Promise<Issued<Secret>> {
    const createdAt = new Date();
    const present = await this.list(manager, of);
    const dead = present.filter((each) => failureOf(each, createdAt.getTime()) !== null);
    if (present.length - dead.length >= MAX_LIVE_SECRETS) {
      throw new ConflictException(
        `The ${this.holder} has ${MAX_LIVE_SECRETS} secrets that work: revoke one first`,
      );
    }
    const surplus = dead.slice(0, Math.max(0, present.length - MAX_SECRETS + 1));
    if (surplus.length > 0) await manager.delete(this.entity, { ...of, id: In(surplus.map(({ id }) => id)) });
    const { text, hint, sha256 } = clientSecrets.generate();
    const secret = manager.create(this.entity, {
      ...of,
      ...more,
      id: newTokenId(createdAt),
      hint,
      sha256,
      createdAt,
      expiresAt: expiresAt ?? new Date(createdAt.getTime() + DEFAULT_LIFETIME_MS),
      retiresAt: null,
      replacedBy: null,
      revokedAt: null,
      lastUsedAt: null,
    } as DeepPartial<Secret>);
    await manager.insert(this.entity, secret as QueryDeepPartialEntity<Secret>);
    return { secret, text };
  }

  /**
   * Replaces a secret by a new one with the same lifetime. The old one keeps working for `overlapSeconds`.
   * @throws NotFoundException when there is no such secret; ConflictException when it no longer works, or when too many
   *   others do
   */
  async rotate(
    manager: EntityManager,
    of: FindOptionsWhere<Secret>,
    id: string,
    overlapSeconds: number,
    more?: DeepPartial<Secret>,
  ): Promise<Issued<Secret> & { readonly old: Secret }> {
    const old = await this.find(manager, of, id);
    const now = new Date();
    if (failureOf(old, now.getTime()) !== null) {
      throw new ConflictException('The secret is revoked or has expired: issue a new one instead');
    }
    const lifetime = old.expiresAt.getTime() - old.createdAt.getTime();
    await this.update(manager, of, id, retirement(old, now, overlapSeconds));
    const issued = await this.issue(manager, of, new Date(now.getTime() + lifetime), more);
    await this.update(manager, of, id, { replacedBy: issued.secret.id });
    return { ...issued, old };
  }

  /**
   * Revokes a secret.
   * @returns null when it was revoked before
   * @throws NotFoundException when there is no such secret
   */
  async revoke(manager: EntityManager, of: FindOptionsWhere<Secret>, id: string): Promise<Secret | null> {
    const secret = await this.find(manager, of, id);
    if (secret.revokedAt !== null) return null;
    await this.update(manager, of, id, { revokedAt: new Date() });
    return secret;
  }

  private async find(manager: EntityManager, of: FindOptionsWhere<Secret>, id: string): Promise<Secret> {
    const secret = await manager.findOneBy(this.entity, { ...of, id });
    if (secret === null) throw new NotFoundException(`The ${this.holder} has no secret with this id`);
    return secret;
  }

  private async update(
    manager: EntityManager,
    of: FindOptionsWhere<Secret>,
    id: string,
    change: Partial<ClientSecret>,
  ): Promise<void> {
    await manager.update(this.entity, { ...of, id }, change as QueryDeepPartialEntity<Secret>);
  }
}
