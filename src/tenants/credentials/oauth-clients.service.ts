import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { AuditedChange } from '../../admin/action-recorder.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { OAuthClient } from './oauth-client.entity.js';
import { OAuthSecret } from './oauth-secret.entity.js';
import { lockTenant } from '../lock-tenant.js';
import type { Page, PageRequest } from '../../admin/page.js';
import { listOfTenant } from '../list-of-tenant.js';
import { failureOf, retirement } from './credential-life.js';
import { newTokenId } from '../../secrets/random-id.js';
import { clientSecrets } from '../../secrets/secret-text.js';
import { CredentialVerifier } from './credential-verifier.js';

/** Maximum number of clients per tenant, and of working secrets per client. */
const MAX_CLIENTS = 50;
export const MAX_LIVE_SECRETS = 10;
/** Maximum number of a client's secrets in an answer: the working ones, then the latest of the others. */
const MAX_SECRETS = 50;
/** Two years: Entra's rules for gallery applications require one to three. */
const DEFAULT_LIFETIME_MS = 730 * 86_400_000;

/** A client with its secrets, oldest first. */
export interface ClientWithSecrets {
  readonly client: OAuthClient;
  readonly secrets: readonly OAuthSecret[];
}

/** A new secret with its text, which is stored nowhere and shown only once. */
export interface IssuedSecret {
  readonly secret: OAuthSecret;
  readonly text: string;
}

/** Manages the OAuth clients of tenants: Entra's *OAuth2 client credentials grant*. */
@Injectable()
export class OAuthClientsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates a client with its first secret.
   * @param expiresAt of the secret; in two years when null
   * @throws NotFoundException when there is no such tenant; ConflictException when it has too many clients
   */
  async create(
    tenantId: string,
    description: string | null,
    expiresAt: Date | null,
  ): Promise<{ readonly client: OAuthClient; readonly issued: IssuedSecret }> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      if ((await manager.countBy(OAuthClient, { tenantId })) >= MAX_CLIENTS) {
        throw new ConflictException(`The tenant has ${MAX_CLIENTS} OAuth clients; it can have no more`);
      }
      const createdAt = new Date();
      const client = manager.create(OAuthClient, {
        id: newTokenId(createdAt),
        tenantId,
        description,
        createdAt,
      });
      await manager.insert(OAuthClient, client);
      const issued = await issueSecret(manager, client, expiresAt, this.audit.setupLink());
      await this.audit.note(manager, noteOf(issued.secret, { description }));
      return { client, issued };
    });
  }

  /**
   * The clients of a tenant, oldest first.
   * @throws NotFoundException when there is no such tenant; BadRequestException for an invalid cursor
   */
  list(tenantId: string, request: PageRequest): Promise<Page<ClientWithSecrets>> {
    return this.database.entities(async (manager) => {
      const { items, nextCursor } = await listOfTenant(manager, OAuthClient, tenantId, request);
      const secrets = await manager.find(OAuthSecret, {
        where: { tenantId, clientId: In(items.map(({ id }) => id)) },
        order: { id: 'ASC' },
      });
      const withSecrets = items.map((client) => ({
        client,
        secrets: secrets.filter(({ clientId }) => clientId === client.id),
      }));
      return { items: withSecrets, nextCursor };
    });
  }

  /** @throws NotFoundException when the tenant has no such client */
  async get(tenantId: string, clientId: string): Promise<ClientWithSecrets> {
    return this.database.entities(async (manager) => ({
      client: await findClient(manager, tenantId, clientId),
      secrets: await secretsOf(manager, tenantId, clientId),
    }));
  }

  /**
   * Deletes a client with its secrets and access tokens: refused by this process at once, by others within 5 seconds.
   * @throws NotFoundException when the tenant has no such client
   */
  async delete(tenantId: string, clientId: string): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      await findClient(manager, tenantId, clientId);
      await manager.delete(OAuthSecret, { tenantId, clientId });
      await manager.delete(OAuthClient, { tenantId, id: clientId });
      await this.audit.note(manager, { tenantId, target: clientId });
    });
    this.verifier.forget();
  }

  /**
   * Adds a secret to a client.
   * @throws NotFoundException when the tenant has no such client; ConflictException when it has too many working
   *   secrets
   */
  async addSecret(tenantId: string, clientId: string, expiresAt: Date | null): Promise<IssuedSecret> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const client = await findClient(manager, tenantId, clientId);
      const issued = await issueSecret(manager, client, expiresAt, this.audit.setupLink());
      await this.audit.note(manager, noteOf(issued.secret));
      return issued;
    });
  }

  /**
   * Replaces a secret by a new one with the same lifetime. The old one keeps working for `overlapSeconds`.
   * @throws NotFoundException when the client has no such secret; ConflictException when it no longer works
   */
  async rotateSecret(
    tenantId: string,
    clientId: string,
    secretId: string,
    overlapSeconds: number,
  ): Promise<IssuedSecret> {
    const issued = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const client = await findClient(manager, tenantId, clientId);
      const old = await findSecret(manager, tenantId, clientId, secretId);
      const now = new Date();
      if (failureOf(old, now.getTime()) !== null) {
        throw new ConflictException('The secret is revoked or has expired: issue a new one instead');
      }
      await manager.update(OAuthSecret, { tenantId, id: secretId }, retirement(old, now, overlapSeconds));
      const lifetime = old.expiresAt.getTime() - old.createdAt.getTime();
      const expiresAt = new Date(now.getTime() + lifetime);
      const issued = await issueSecret(manager, client, expiresAt, this.audit.setupLink());
      await manager.update(OAuthSecret, { tenantId, id: secretId }, { replacedBy: issued.secret.id });
      await this.audit.note(manager, noteOf(issued.secret, { replaces: old.hint, overlapSeconds }));
      return issued;
    });
    this.verifier.forget();
    return issued;
  }

  /**
   * Revokes a secret and its access tokens: refused by this process at once, by others within 5 seconds. Idempotent.
   * @throws NotFoundException when the client has no such secret
   */
  async revokeSecret(tenantId: string, clientId: string, secretId: string): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const secret = await findSecret(manager, tenantId, clientId, secretId);
      if (secret.revokedAt !== null) return;
      await manager.update(OAuthSecret, { tenantId, id: secretId }, { revokedAt: new Date() });
      await this.audit.note(manager, noteOf(secret));
    });
    this.verifier.forget();
  }
}

async function issueSecret(
  manager: EntityManager,
  { tenantId, id: clientId }: OAuthClient,
  expiresAt: Date | null,
  madeBy: string | null,
): Promise<IssuedSecret> {
  const createdAt = new Date();
  const present = await secretsOf(manager, tenantId, clientId);
  const dead = present.filter((each) => failureOf(each, createdAt.getTime()) !== null);
  if (present.length - dead.length >= MAX_LIVE_SECRETS) {
    throw new ConflictException(`The client has ${MAX_LIVE_SECRETS} secrets that work: revoke one first`);
  }
  const surplus = dead.slice(0, Math.max(0, present.length - MAX_SECRETS + 1));
  if (surplus.length > 0)
    await manager.delete(OAuthSecret, { tenantId, id: In(surplus.map(({ id }) => id)) });
  const { text, hint, sha256 } = clientSecrets.generate();
  const secret = manager.create(OAuthSecret, {
    id: newTokenId(createdAt),
    tenantId,
    clientId,
    hint,
    sha256,
    createdAt,
    expiresAt: expiresAt ?? new Date(createdAt.getTime() + DEFAULT_LIFETIME_MS),
    retiresAt: null,
    replacedBy: null,
    revokedAt: null,
    lastUsedAt: null,
    madeBy,
  });
  await manager.insert(OAuthSecret, secret);
  return { secret, text };
}

/** The audit log entry for a change of a secret. */
function noteOf(
  { tenantId, clientId, hint }: OAuthSecret,
  more: Record<string, unknown> = {},
): AuditedChange {
  return { tenantId, target: clientId, detail: { secret: hint, ...more } };
}

function secretsOf(manager: EntityManager, tenantId: string, clientId: string): Promise<OAuthSecret[]> {
  return manager.find(OAuthSecret, { where: { tenantId, clientId }, order: { id: 'ASC' } });
}

async function findClient(manager: EntityManager, tenantId: string, id: string): Promise<OAuthClient> {
  const client = await manager.findOneBy(OAuthClient, { tenantId, id });
  if (client === null) throw new NotFoundException('The tenant has no OAuth client with this id');
  return client;
}

async function findSecret(
  manager: EntityManager,
  tenantId: string,
  clientId: string,
  id: string,
): Promise<OAuthSecret> {
  const secret = await manager.findOneBy(OAuthSecret, { tenantId, clientId, id });
  if (secret === null) throw new NotFoundException('The OAuth client has no secret with this id');
  return secret;
}
