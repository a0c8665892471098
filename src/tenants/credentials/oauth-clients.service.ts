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
import { ClientSecrets, type Issued } from './client-secrets.js';
import { newTokenId } from '../../secrets/random-id.js';
import { CredentialVerifier } from './credential-verifier.js';

/** Maximum number of clients per tenant. */
const MAX_CLIENTS = 50;

const SECRETS = new ClientSecrets(OAuthSecret, 'OAuth client');

/** A client with its secrets, oldest first. */
export interface ClientWithSecrets {
  readonly client: OAuthClient;
  readonly secrets: readonly OAuthSecret[];
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
  ): Promise<{ readonly client: OAuthClient; readonly issued: Issued<OAuthSecret> }> {
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
      const issued = await this.issue(manager, client, expiresAt);
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
      const secrets = await SECRETS.list(manager, { tenantId, clientId: In(items.map(({ id }) => id)) });
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
      secrets: await SECRETS.list(manager, { tenantId, clientId }),
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
  async addSecret(tenantId: string, clientId: string, expiresAt: Date | null): Promise<Issued<OAuthSecret>> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const client = await findClient(manager, tenantId, clientId);
      const issued = await this.issue(manager, client, expiresAt);
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
  ): Promise<Issued<OAuthSecret>> {
    const issued = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      await findClient(manager, tenantId, clientId);
      const made = { madeBy: this.audit.setupLink() };
      const { old, ...issued } = await SECRETS.rotate(
        manager,
        { tenantId, clientId },
        secretId,
        overlapSeconds,
        made,
      );
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
      const secret = await SECRETS.revoke(manager, { tenantId, clientId }, secretId);
      if (secret !== null) await this.audit.note(manager, noteOf(secret));
    });
    this.verifier.forget();
  }

  private issue(
    manager: EntityManager,
    { tenantId, id: clientId }: OAuthClient,
    expiresAt: Date | null,
  ): Promise<Issued<OAuthSecret>> {
    return SECRETS.issue(manager, { tenantId, clientId }, expiresAt, { madeBy: this.audit.setupLink() });
  }
}

/** The audit log entry for a change of a secret. */
function noteOf(
  { tenantId, clientId, hint }: OAuthSecret,
  more: Record<string, unknown> = {},
): AuditedChange {
  return { tenantId, target: clientId, detail: { secret: hint, ...more } };
}

async function findClient(manager: EntityManager, tenantId: string, id: string): Promise<OAuthClient> {
  const client = await manager.findOneBy(OAuthClient, { tenantId, id });
  if (client === null) throw new NotFoundException('The tenant has no OAuth client with this id');
  return client;
}
