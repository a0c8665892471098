import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { AuditedChange } from '../../admin/action-recorder.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { AccessCode } from './access-code.entity.js';
import { lockTenant } from '../lock-tenant.js';
import type { Page, PageRequest } from '../../admin/page.js';
import { listOfTenant } from '../list-of-tenant.js';
import { failureOf, retirement } from './credential-life.js';
import { newTokenId } from '../../secrets/random-id.js';
import { accessCodes } from '../../secrets/secret-text.js';
import { CredentialVerifier } from './credential-verifier.js';

export interface NewToken {
  readonly description: string | null;
  readonly expiresAt: Date | null;
  /** Hint of the set-up link that is used to create it; null for an operator. */
  readonly madeBy: string | null;
}

/** A new access code with its text, which is stored nowhere and shown only once. */
export interface IssuedCode {
  readonly token: AccessCode;
  readonly code: string;
}

/** A code, and the one that replaces it. */
export interface ListedCode {
  readonly token: AccessCode;
  readonly replacement: AccessCode | null;
}

/** Maximum number of working codes per tenant, and of ended codes that are kept for display. */
const MAX_LIVE_CODES = 200;
const MAX_DEAD_CODES = 100;

@Injectable()
export class AccessCodesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates an access code for a tenant.
   * @throws NotFoundException when there is no such tenant; ConflictException when it has too many working codes
   */
  async issue(tenantId: string, wanted: Omit<NewToken, 'madeBy'>): Promise<IssuedCode> {
    const issued = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const issued = await issueToken(manager, tenantId, { ...wanted, madeBy: this.audit.setupLink() });
      await this.audit.note(manager, noteOf(issued.token));
      return issued;
    });
    this.verifier.forget();
    return issued;
  }

  /**
   * The access codes of a tenant, oldest first, including revoked and expired ones.
   * @throws NotFoundException when there is no such tenant; BadRequestException for an invalid cursor
   */
  list(tenantId: string, request: PageRequest): Promise<Page<ListedCode>> {
    return this.database.entities(async (manager) => {
      const { items, nextCursor } = await listOfTenant(manager, AccessCode, tenantId, request);
      const ids = items.flatMap(({ replacedBy }) => replacedBy ?? []);
      const others = ids.length === 0 ? [] : await manager.findBy(AccessCode, { tenantId, id: In(ids) });
      return {
        items: items.map((token) => ({
          token,
          replacement: others.find(({ id }) => id === token.replacedBy) ?? null,
        })),
        nextCursor,
      };
    });
  }

  /**
   * Replaces an access code by a new one with the same description and, if it expires, the same lifetime. The old one
   * keeps working for `overlapSeconds`; with 0 it is revoked at once.
   * @throws NotFoundException when the tenant has no such code; ConflictException when it no longer works
   */
  async rotate(tenantId: string, tokenId: string, overlapSeconds: number): Promise<IssuedCode> {
    const issued = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const old = await findToken(manager, tenantId, tokenId);
      const now = new Date();
      if (failureOf(old, now.getTime()) !== null) {
        throw new ConflictException('The code is revoked or has expired: issue a new one instead');
      }
      await manager.update(AccessCode, { tenantId, id: tokenId }, retirement(old, now, overlapSeconds));
      const lifetime = old.expiresAt === null ? null : old.expiresAt.getTime() - old.createdAt.getTime();
      const issued = await issueToken(manager, tenantId, {
        description: old.description,
        expiresAt: lifetime === null ? null : new Date(now.getTime() + lifetime),
        madeBy: this.audit.setupLink(),
      });
      await manager.update(AccessCode, { tenantId, id: tokenId }, { replacedBy: issued.token.id });
      await this.audit.note(manager, noteOf(issued.token, { replaces: old.hint, overlapSeconds }));
      return issued;
    });
    this.verifier.forget();
    return issued;
  }

  /**
   * Revokes a code: refused by this process at once, by others within 5 seconds. Idempotent.
   * @throws NotFoundException when the tenant has no such code
   */
  async revoke(tenantId: string, tokenId: string): Promise<void> {
    await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const token = await findToken(manager, tenantId, tokenId);
      if (token.revokedAt !== null) return;
      await manager.update(AccessCode, { tenantId, id: tokenId }, { revokedAt: new Date() });
      await this.audit.note(manager, noteOf(token));
    });
    this.verifier.forget();
  }
}

/** Creates and stores an access code in a transaction that has locked the tenant. */
export async function issueToken(
  manager: EntityManager,
  tenantId: string,
  { description, expiresAt, madeBy }: NewToken,
): Promise<IssuedCode> {
  const { text: code, hint, sha256 } = accessCodes.generate();
  const createdAt = new Date();
  await makeRoom(manager, tenantId, createdAt);
  const token = manager.create(AccessCode, {
    id: newTokenId(createdAt),
    tenantId,
    hint,
    sha256,
    description,
    createdAt,
    expiresAt,
    retiresAt: null,
    replacedBy: null,
    revokedAt: null,
    lastUsedAt: null,
    madeBy,
  });
  await manager.insert(AccessCode, token);
  return { token, code };
}

/**
 * Removes the oldest ended codes beyond the maximum.
 * @throws ConflictException when the tenant has too many working codes
 */
async function makeRoom(manager: EntityManager, tenantId: string, now: Date): Promise<void> {
  const present = await manager.find(AccessCode, { where: { tenantId }, order: { id: 'ASC' } });
  const dead = present.filter((code) => failureOf(code, now.getTime()) !== null);
  if (present.length - dead.length >= MAX_LIVE_CODES) {
    throw new ConflictException(`The tenant has ${MAX_LIVE_CODES} access codes that work: revoke one first`);
  }
  const surplus = dead.slice(0, Math.max(0, dead.length - MAX_DEAD_CODES));
  if (surplus.length > 0) await manager.delete(AccessCode, { tenantId, id: In(surplus.map(({ id }) => id)) });
}

/** Whether the tenant has a working access code. */
export function hasLiveToken(manager: EntityManager, tenantId: string): Promise<boolean> {
  const notPast = [IsNull(), MoreThan(new Date())];
  const live = notPast.flatMap((expiresAt) => notPast.map((retiresAt) => ({ expiresAt, retiresAt })));
  return manager.existsBy(
    AccessCode,
    live.map((dates) => ({ tenantId, revokedAt: IsNull(), ...dates })),
  );
}

/** The audit log entry for a change of an access code. */
function noteOf({ tenantId, id, hint }: AccessCode, more: Record<string, unknown> = {}): AuditedChange {
  return { tenantId, target: id, detail: { accessCode: hint, ...more } };
}

async function findToken(manager: EntityManager, tenantId: string, id: string): Promise<AccessCode> {
  const token = await manager.findOneBy(AccessCode, { tenantId, id });
  if (token === null) throw new NotFoundException('The tenant has no access code with this id');
  return token;
}
