import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import type { OperatorRole } from '../access/operator-role.js';
import type { Refusal } from '../access/tenant-access.js';
import type { AuditedChange } from '../admin/action-recorder.js';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../admin/page.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import { noteUse } from '../secrets/note-use.js';
import { newTokenId } from '../secrets/random-id.js';
import { operatorTokens } from '../secrets/secret-text.js';
import { failureOf } from '../tenants/credentials/credential-life.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { NamedToken } from './named-token.entity.js';

/** Maximum number of working tokens. */
const MAX_LIVE_TOKENS = 100;

const COLUMNS = ['id', 'sha256', 'name', 'role', 'expiresAt', 'revokedAt', 'lastUsedAt'] as const;
const FIND = `SELECT ${selected(NamedToken, COLUMNS)} FROM admin_tokens WHERE hint = ?`;

/** A new token with its secret, which is stored nowhere and shown only once. */
export interface IssuedNamedToken {
  readonly token: NamedToken;
  readonly secret: string;
}

/** A token that works. */
export interface KnownNamedToken {
  readonly id: string;
  readonly hint: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Manages the admin tokens with a name. They are not cached: a revoked one is refused everywhere at once. */
@Injectable()
export class NamedTokens {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ConflictException when there are too many working tokens */
  issue(name: string, role: OperatorRole, expiresAt: Date): Promise<IssuedNamedToken> {
    return this.database.entities(async (manager) => {
      const createdAt = new Date();
      const live = { revokedAt: IsNull(), expiresAt: MoreThan(createdAt) };
      if ((await manager.countBy(NamedToken, live)) >= MAX_LIVE_TOKENS) {
        throw new ConflictException(`${MAX_LIVE_TOKENS} admin tokens work: revoke one first`);
      }
      const { text, hint, sha256 } = operatorTokens.generate();
      const id = newTokenId(createdAt);
      const times = { createdAt, expiresAt, revokedAt: null, lastUsedAt: null };
      const token = manager.create(NamedToken, { id, hint, sha256, name, role, ...times });
      await manager.insert(NamedToken, token);
      await this.audit.note(manager, noteOf(token));
      return { token, secret: text };
    });
  }

  /**
   * All tokens, oldest first, including revoked and expired ones.
   * @throws BadRequestException for an invalid cursor
   */
  async list({ cursor, limit }: PageRequest): Promise<Page<NamedToken>> {
    const after = cursor === undefined ? {} : { id: MoreThan(decodeCursor(cursor).id) };
    const rows = await this.database.entities((manager) =>
      manager.find(NamedToken, { where: after, order: { id: 'ASC' }, take: limit + 1 }),
    );
    return pageOf(rows, limit);
  }

  /**
   * Revokes a token and the sessions that were opened with it, in all processes at once. Idempotent.
   * @throws NotFoundException when there is no such token
   */
  revoke(id: string): Promise<void> {
    return this.database.entities(async (manager) => {
      const token = await manager.findOneBy(NamedToken, { id });
      if (token === null) throw new NotFoundException('No admin token has this id');
      if (token.revokedAt !== null) return;
      await manager.update(NamedToken, { id }, { revokedAt: new Date() });
      await this.audit.note(manager, noteOf(token));
    });
  }

  /** Finds the token that a caller presents, and records its use at most once a minute. */
  async find(presented: string): Promise<KnownNamedToken | Refusal> {
    const parsed = operatorTokens.parse(presented);
    if (typeof parsed === 'string') return { reason: parsed };
    const { hint, sha256 } = parsed;
    const [row] = await this.database.rows<StoredColumns<NamedToken, (typeof COLUMNS)[number]>>(FIND, [hint]);
    if (row === undefined) return { reason: 'unknown', hint };
    const now = Date.now();
    const reason = sameHash(row.sha256, sha256) ? failureOf(row, now) : 'wrong-secret';
    if (reason !== null) return { reason, hint };
    const used = { table: 'admin_tokens', column: 'id', value: row.id } as const;
    await noteUse(this.database, used, row.lastUsedAt === null ? null : Number(row.lastUsedAt), now);
    return { id: row.id, hint, name: row.name, role: row.role, expiresAt: Number(row.expiresAt) };
  }
}

/** The audit log entry for a change of a token. */
function noteOf({ id, hint, name, role, expiresAt }: NamedToken): AuditedChange {
  return { tenantId: null, target: id, detail: { adminToken: hint, name, role, expiresAt } };
}
