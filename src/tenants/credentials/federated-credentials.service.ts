import {
  BadRequestException,
  ConflictException,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { entraIssuer, readIssuer } from '../../federation/entra-issuer.js';
import { LOGIN_ORIGINS } from '../../federation/login-origins.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { FederatedCredential } from './federated-credential.entity.js';
import { lockTenant } from '../lock-tenant.js';
import type { Page, PageRequest } from '../../admin/page.js';
import { listOfTenant } from '../list-of-tenant.js';
import { newTokenId } from '../../secrets/random-id.js';
import { CredentialVerifier } from './credential-verifier.js';

const MAX_CREDENTIALS = 50;

export interface NewFederatedCredential {
  readonly description: string | null;
  /** Null for the tenant's Entra tenant in the worldwide cloud. */
  readonly issuer: string | null;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Manages the workload identities that each tenant trusts: Entra's *Workload Identity Federation*. */
@Injectable()
export class FederatedCredentialsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGIN_ORIGINS) private readonly loginOrigins: readonly string[],
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds a trusted workload identity.
   * @throws NotFoundException when there is no such tenant; BadRequestException when the issuer is not its Entra tenant
   *   at one of the configured hosts; ConflictException when it has too many
   */
  async create(tenantId: string, wanted: NewFederatedCredential): Promise<FederatedCredential> {
    return this.database.entities(async (manager) => {
      const { entraTenantId } = await lockTenant(manager, this.database.dialect, tenantId);
      if ((await manager.countBy(FederatedCredential, { tenantId })) >= MAX_CREDENTIALS) {
        throw new ConflictException(
          `The tenant has ${MAX_CREDENTIALS} federated credentials; it can have no more`,
        );
      }
      const createdAt = new Date();
      const credential = manager.create(FederatedCredential, {
        id: newTokenId(createdAt),
        tenantId,
        description: wanted.description,
        issuer: this.issuerFor(entraTenantId, wanted.issuer),
        subject: wanted.subject,
        audiences: [...wanted.audiences],
        createdAt,
        lastUsedAt: null,
        madeBy: this.audit.setupLink(),
      });
      await manager.insert(FederatedCredential, credential);
      const { id, issuer, subject, audiences } = credential;
      await this.audit.note(manager, { tenantId, target: id, detail: { issuer, subject, audiences } });
      return credential;
    });
  }

  /**
   * The federated credentials of a tenant, oldest first.
   * @throws NotFoundException when there is no such tenant; BadRequestException for an invalid cursor
   */
  list(tenantId: string, request: PageRequest): Promise<Page<FederatedCredential>> {
    return this.database.entities((manager) => listOfTenant(manager, FederatedCredential, tenantId, request));
  }

  /**
   * Deletes a federated credential and with it its access tokens: refused by this process at once, by others within 5
   * seconds.
   * @throws NotFoundException when the tenant has no such federated credential
   */
  async delete(tenantId: string, id: string): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const credential = await manager.findOneBy(FederatedCredential, { tenantId, id });
      if (credential === null)
        throw new NotFoundException('The tenant has no federated credential with this id');
      await manager.delete(FederatedCredential, { tenantId, id });
      await this.audit.note(manager, { tenantId, target: id, detail: { subject: credential.subject } });
    });
    this.verifier.forget();
  }

  private issuerFor(entraTenantId: string, wanted: string | null): string {
    const usual = entraIssuer(this.loginOrigins[0] ?? '', entraTenantId).issuer;
    if (wanted === null) return usual;
    if (readIssuer(wanted, this.loginOrigins)?.entraTenantId === entraTenantId) return wanted;
    const message = `expected the issuer of the tenant's own Entra tenant, such as ${usual}`;
    throw new BadRequestException({
      message: `issuer: ${message}`,
      errors: [{ field: 'issuer', message }],
    });
  }
}
